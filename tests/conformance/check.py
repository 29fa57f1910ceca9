#!/usr/bin/python3
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program over conformance cases (see CONTRACT.md) and compares.

    check.py PROGRAM_TEMPLATE CASES_DIR [options]

PROGRAM_TEMPLATE is a shell-like command; "{args}" marks where the arguments go
(default: the end), e.g.  './athanor-cli'  or  'wine athanor.exe {args}'.

  --batch               one process per graph, queries as JSON lines on stdin
  --jobs N              graphs at a time (2)
  --only GLOB           case files by name;   --limit N  at most N files
  --sample F            that fraction of the queries (seeded)
  --profile any|old|new which Alembic to agree with where 1.8.1 and the newest differ (any)
  --load-order exact|partial   what order "load" queries need (exact)
  --errors class|any    whether the error class must be right (class)
  --strict              no soft equivalences, warnings compared, crash hints needed,
                        careful_rows and "load_outcome" answers not let through
  --style S --template T --pyproject   passed to write_project
  --keep DIR            write the projects there and keep them
  --show N              failures shown (20);   --json FILE   full result

Exit status 0: everything agreed.  Needs nothing but Python (no Alembic).
"""
import argparse
import collections
import fnmatch
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from write_project import write_project  # noqa: E402

SAME = [      # error classes that pass for one another unless --strict
    {"unknown_revision", "unknown_database_revision"},
    {"cycle", "self_loop"}, {"dependency_cycle", "dependency_self_loop", "cycle"},
]


# --------------------------------------------------------------------------
# an independent model of the version table, used where order is free
# --------------------------------------------------------------------------
class Model:
    """Own statement of the row rules; 'new' has the rule of Alembic >= 1.13.1
    for taking back a revision that is the only row."""

    def __init__(self, doc, new=False):
        self.new = new
        self.by = {r["revision"]: r for r in doc["revisions"]}
        label = {x: r["revision"] for r in doc["revisions"] for x in r["branch_labels"]}
        self.deps = {k: [x if x in self.by else label.get(x) for x in r["depends_on"]]
                     for k, r in self.by.items()}
        self.full = {k: set(r["down_revision"]) | set(self.deps[k]) for k, r in self.by.items()}
        self.stands_on = {}
        for k, r in self.by.items():
            below = self._closure(r["down_revision"], lambda x: self.by[x]["down_revision"])
            covered = {d for x in below for d in self.deps[x]}
            self.stands_on[k] = set(r["down_revision"]) | (set(self.deps[k]) - covered)

    def _closure(self, start, step):
        seen, todo = set(), list(start)
        while todo:
            x = todo.pop()
            if x not in seen and x in self.by:
                seen.add(x)
                todo += step(x)
        return seen

    def below(self, start):
        return self._closure(start, lambda x: self.stands_on[x])

    def up(self, rows, r):
        """Rows after upgrading r; None when Alembic would fall over."""
        rows, on = set(rows), self.stands_on[r]
        if r in rows:
            return None
        present = on & rows
        if not present:
            return rows | {r}
        if len(present) > 1:
            others = rows - on
            gone = on - self.below(others) if others else set(on)
            if not gone or not gone <= rows:
                return None
            return rows - gone | {r}
        if len(on) == 1:
            return rows - on | {r}
        return rows - present | {r}

    def down(self, rows, r):
        rows, on = set(rows), self.stands_on[r]
        if r not in rows:
            return None
        others = rows - {r}
        if not on:
            return others
        if others:
            to = on - self.below(others)
        elif self.new:
            to = {x for x in on if not any(x in self.below([y]) for y in on if y != x)}
        else:
            to = set(on)
        if not to:
            return others
        if len(on) == 1:
            to = set(on)
        return None if to & others else others | to

    def replay(self, rows, steps):
        out = []
        for s in steps:
            if s["direction"] == "stamp" or s["revision"] not in self.by or rows is None:
                return None
            rows = (self.up if s["direction"] == "upgrade" else self.down)(rows, s["revision"])
            if rows is None:
                return None
            out.append(sorted(rows))
        return out


# --------------------------------------------------------------------------
# comparing
# --------------------------------------------------------------------------
def topological(model, revs, downwards):
    """Every revision after (or before) everything it stands on."""
    place = {r: i for i, r in enumerate(revs)}
    for r in revs:
        for d in model.full.get(r, ()):
            if d in place and (place[d] > place[r]) != downwards:
                return False
    return True


def same_class(want, got, q, opt):
    if want == got or got in q.get("also", ()):
        return True
    return not opt.strict and any(want in s and got in s for s in SAME)


def differ(q, want, got, opt, models):
    """None, or what is wrong."""
    if not isinstance(got, dict):
        return "reply is not a JSON object"
    if "error" in got and not (isinstance(got["error"], dict) and isinstance(got["error"].get("class"), str)
                               and isinstance(got["error"].get("message"), str)):
        return "malformed error"
    if "error" in want:
        cls = want["error"]["class"]
        if cls == "alembic_crash":
            if opt.strict and "hint" in want["error"] and "error" in got \
                    and got["error"]["class"] not in (want["error"]["hint"], cls):
                return "class %s, not the hinted %s" % (got["error"]["class"], want["error"]["hint"])
            return None
        if "error" not in got:
            return "answered, but Alembic refuses: %s" % cls
        if opt.errors == "class" and not same_class(cls, got["error"]["class"], q, opt):
            return "error class %s, not %s" % (got["error"]["class"], cls)
    elif "error" in got:
        return "refused (%s: %s), but Alembic answers" % (got["error"]["class"], got["error"]["message"][:80])
    elif "steps" in want:
        bad = differ_steps(q, want, got, opt, models)
        if bad:
            return bad
    else:
        bad = differ_revisions(q, want, got, opt, models)
        if bad:
            return bad
    if opt.strict and sorted(got.get("warnings", [])) != sorted(want.get("warnings", [])):
        return "warnings %s, not %s" % (got.get("warnings"), want.get("warnings"))
    return None


def free_order(q, opt):
    o = q.get("order")
    return o == "partial" or (o in ("load", "load_outcome") and opt.load_order == "partial")


def bad_graph(doc, reply, bad):
    """Documents whose graph is broken: refusing with the right class is always
    right; of a duplicated id the program must at least warn."""
    if isinstance(reply, dict) and isinstance(reply.get("error"), dict):
        if reply["error"].get("class") in doc.get("accept_error", ()):
            return None
    if doc.get("invalid") == "duplicate_revision" and isinstance(reply, dict):
        return None if "duplicate_revision" in reply.get("warnings", ()) else "no word of the duplicated id"
    return bad


def differ_steps(q, want, got, opt, models):
    try:
        rows = sorted(got["version_rows"])
        steps = [(s["direction"], s["revision"], sorted(s["version_rows_after"])) for s in got["steps"]]
    except (KeyError, TypeError):
        return "steps or version_rows missing or malformed"
    if q["command"] == "stamp" and rows == q.get("careful_rows") and not opt.strict:
        return None
    if rows != want["version_rows"]:
        return "final version rows %s, not %s" % (rows, want["version_rows"])
    if q["command"] == "stamp":
        return None
    exp = [(s["direction"], s["revision"], s["version_rows_after"]) for s in want["steps"]]
    if steps == exp:
        return None
    if sorted(s[:2] for s in steps) != sorted(s[:2] for s in exp):
        return "steps %s, not %s" % ([s[1] for s in steps], [s[1] for s in exp])
    if not free_order(q, opt):
        if [s[1] for s in steps] != [s[1] for s in exp]:
            return "order %s, not %s" % ([s[1] for s in steps], [s[1] for s in exp])
        i = next(i for i in range(len(exp)) if steps[i] != exp[i])
        return "after step %d rows %s, not %s" % (i + 1, steps[i][2], exp[i][2])
    if not topological(models[0], [s[1] for s in steps], exp[0][0] == "downgrade"):
        return "not a topological order: %s" % [s[1] for s in steps]
    replays = [m.replay(q["at"], got["steps"]) for m in models]
    if not q.get("options", {}).get("sql") and any(replays) and [s[2] for s in steps] not in replays:
        return "rows between the steps cannot come about in this order"
    return None


def differ_revisions(q, want, got, opt, models):
    revs = got.get("revisions")
    if not isinstance(revs, list):
        return "no revisions list"
    if sorted(revs) != sorted(want["revisions"]):
        return "revisions %s, not %s" % (revs, want["revisions"])
    if revs != want["revisions"]:
        if not free_order(q, opt):
            return "order %s, not %s" % (revs, want["revisions"])
        if q["command"] == "history" and not topological(models[0], revs, True):
            return "not a topological order: %s" % revs
    if "children" in want:
        kids = {k: sorted(v) for k, v in (got.get("children") or {}).items()}
        if kids != want["children"]:
            return "children %s, not %s" % (kids, want["children"])
    items = {i.get("revision"): i for i in got.get("items") or []}
    for w in want.get("items", ()):
        g = items.get(w["revision"])
        if g is None:
            return "no item for %s" % w["revision"]
        for k, v in w.items():
            x = g.get(k)
            if (sorted(x) if isinstance(x, list) else x) != v:
                return "item %s: %s is %r, not %r" % (w["revision"], k, x, v)
    return None


# --------------------------------------------------------------------------
# running
# --------------------------------------------------------------------------
def arguments(q, project):
    opt = q.get("options") or {}
    cmd, target = q["command"], q.get("target")
    head = ["plan", cmd] if cmd in ("upgrade", "downgrade", "stamp") else [cmd]
    out = head + ["--project=" + project, "--format=json", "--at=" + ",".join(q["at"])]
    for name in ("sql", "purge", "resolve_dependencies"):
        if opt.get(name):
            out.append("--" + name.replace("_", "-"))
    if cmd == "history":
        return out + (["--range=" + target] if target is not None else [])
    if target is not None:
        out += ["--"] + (target if isinstance(target, list) else [target])
    return out


def command(template, args):
    words = shlex.split(template)
    if "{args}" in words:
        k = words.index("{args}")
        return words[:k] + args + words[k + 1:]
    return words + args


def ask_one(template, q, project, opt):
    try:
        p = subprocess.run(command(template, arguments(q, project)), stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=opt.timeout)
    except subprocess.TimeoutExpired:
        return None, "no answer in %gs" % opt.timeout
    try:
        got = json.loads(p.stdout.decode("utf-8"))
    except ValueError:
        return None, "exit %d, no JSON on stdout; stderr: %s" % (
            p.returncode, p.stderr.decode("utf-8", "replace").strip()[-200:])
    want = 1 if isinstance(got, dict) and "error" in got else 0
    if p.returncode != want:
        return None, "exit status %d, not %d" % (p.returncode, want)
    return got, None


def ask_batch(template, queries, project, opt):
    lines = "".join(json.dumps({k: q[k] for k in ("command", "at", "target", "options") if k in q}) + "\n"
                    for q in queries)
    try:
        p = subprocess.run(command(template, ["batch", "--project=" + project]), input=lines.encode(),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           timeout=opt.timeout + len(queries))
    except subprocess.TimeoutExpired:
        return [(None, "no answer in time")] * len(queries)
    replies = []
    for line in p.stdout.decode("utf-8", "replace").splitlines():
        try:
            replies.append((json.loads(line), None))
        except ValueError:
            replies.append((None, "not JSON: " + line[:100]))
    err = p.stderr.decode("utf-8", "replace").strip()[-200:]
    return (replies + [(None, "no reply; exit %d; stderr: %s" % (p.returncode, err))] * len(queries))[:len(queries)]


def check_file(path, opt):
    with open(path, encoding="utf-8") as f:
        doc = json.load(f)
    if opt.keep:
        project = os.path.join(opt.keep, doc["name"])
        os.makedirs(project, exist_ok=True)
    else:
        project = tempfile.mkdtemp(prefix="case-")
    queries = doc["queries"]
    if opt.sample < 1:
        rng = random.Random(doc["name"])
        queries = [q for q in queries if rng.random() < opt.sample]
    ids = [r["revision"] for r in doc["revisions"]]
    sane = not doc.get("invalid") or doc["invalid"] == "duplicate_revision"
    try:
        models = [Model(doc), Model(doc, new=True)] if sane and len(ids) == len(set(ids)) else []
    except (KeyError, RecursionError):
        models = []
    results = []
    try:
        write_project(doc, project, opt.style, opt.template, pyproject=opt.pyproject)
        if opt.batch:
            got = ask_batch(opt.program, queries, project, opt)
        else:
            got = [ask_one(opt.program, q, project, opt) for q in queries]
        for q, (reply, bad) in zip(queries, got):
            if bad is None:
                wants = {"old": [q["expect"]], "new": [q.get("expect_newest", q["expect"])],
                         "any": [q["expect"]] + ([q["expect_newest"]] if "expect_newest" in q else [])}[opt.profile]
                bads = [differ(q, w, reply, opt, models or [Model({"revisions": []})]) for w in wants]
                bad = None if None in bads else bads[0]
                if q.get("order") == "load_outcome" and not opt.strict and isinstance(reply, dict):
                    bad = None
                bad = bad_graph(doc, reply, bad)
            results.append((q, reply, bad))
    finally:
        if not opt.keep:
            shutil.rmtree(project, ignore_errors=True)
    return doc["name"], results


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program")
    ap.add_argument("cases")
    ap.add_argument("--batch", action="store_true")
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--only", default="*")
    ap.add_argument("--limit", type=int)
    ap.add_argument("--sample", type=float, default=1.0)
    ap.add_argument("--profile", choices=("any", "old", "new"), default="any")
    ap.add_argument("--load-order", choices=("exact", "partial"), default="exact")
    ap.add_argument("--errors", choices=("class", "any"), default="class")
    ap.add_argument("--strict", action="store_true")
    ap.add_argument("--style")
    ap.add_argument("--template")
    ap.add_argument("--pyproject", action="store_true")
    ap.add_argument("--keep")
    ap.add_argument("--timeout", type=float, default=20)
    ap.add_argument("--show", type=int, default=20)
    ap.add_argument("--json")
    opt = ap.parse_args()
    if opt.template:
        opt.load_order = "partial"          # renamed files load in another order
    files = sorted(f for f in os.listdir(opt.cases) if f.endswith(".json") and fnmatch.fnmatch(f, opt.only))
    files = files[:opt.limit]
    if not files:
        raise SystemExit("no cases")
    with ThreadPoolExecutor(opt.jobs) as ex:
        done = list(ex.map(lambda f: check_file(os.path.join(opt.cases, f), opt), files))
    good, bad = collections.Counter(), collections.Counter()
    shown, log = 0, []
    for name, results in done:
        for q, reply, wrong in results:
            (bad if wrong else good)[q["command"]] += 1
            if wrong:
                log.append({"case": name, "query": q, "reply": reply, "wrong": wrong})
                if shown < opt.show:
                    shown += 1
                    print("FAIL %s: %s at=%s target=%s%s\n     %s" % (
                        name, q["command"], q["at"], q.get("target"),
                        " %s" % q["options"] if q.get("options") else "", wrong[:600]))
    total, failed = sum(good.values()) + sum(bad.values()), sum(bad.values())
    print("%-10s %6s %6s" % ("command", "ok", "fail"))
    for c in sorted(set(good) | set(bad)):
        print("%-10s %6d %6d" % (c, good[c], bad[c]))
    print("%d graphs, %d queries: %d agree, %d do not (%.2f%%)" % (
        len(done), total, total - failed, failed, 100.0 * (total - failed) / max(total, 1)))
    if opt.json:
        with open(opt.json, "w") as f:
            json.dump({"total": total, "failed": failed, "failures": log}, f, indent=1)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
