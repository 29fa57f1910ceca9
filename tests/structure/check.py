#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the compiler does not: rooms include downwards only, licence lines stand on top, every source file is
built, no file grows without end.

    check.py FOLDER     prints one line for each fault; exit code 1 when there is any
"""

import re
import sys
from pathlib import Path

# Which rooms a room may include, besides itself.
ROOMS = {
    "core": set(),
    "db": {"core"},
    "bridge": {"core", "db"},
    "models": {"core"},
    "cli": {"core", "db", "bridge"},
    "gui": {"core", "db", "bridge", "models"},
}
LONGEST_FILE = 600  # lines, in src
COMMENTED = {".cpp", ".h", ".in", ".sh", ".py", ".cmake", ".ini", ".ui", ".sql"}
FORBIDDEN = {
    re.compile(r"\bprocessEvents\b"): "processEvents: let the event loop run instead",
    re.compile(r"\bQEventLoop\b"): "a nested event loop: use a future or a signal",
    re.compile(r"\bwaitForFinished\(-1\)"): "waits for ever",
}


def lines_of(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def sources(root, *folders):
    for folder in folders:
        yield from sorted(path for path in (root / folder).rglob("*") if path.is_file())


def check_includes(root):
    for path in sources(root, "src"):
        room = path.relative_to(root / "src").parts[0]
        if room not in ROOMS or path.suffix not in {".h", ".cpp"}:
            continue
        for number, line in enumerate(lines_of(path), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            target = match.group(1)
            other = target.split("/")[0]
            if ".." in Path(target).parts:
                yield path, number, f"include {target} from the root of src"
            elif other in ROOMS and other != room and other not in ROOMS[room]:
                yield path, number, f"{room} must not know {other} ({target})"


def check_licences(root):
    files = list(sources(root, "src", "tests", "forms", "packaging", "migrations", "resources", ".ci"))
    for path in files + [root / "CMakeLists.txt"]:
        relative = path.relative_to(root)
        if relative.parts[:1] == ("migrations",) and path.suffix == ".sql":
            continue  # a revision's header is what the user sees
        if "__pycache__" in relative.parts or "data" in relative.parts:
            continue
        if path.suffix not in COMMENTED and path.name not in {"CMakeLists.txt", "run", "dependencies"}:
            continue
        head = lines_of(path)[:6]
        if not any("SPDX-FileCopyrightText:" in line for line in head):
            yield path, 1, "no SPDX-FileCopyrightText line on top"
        if not any("SPDX-License-Identifier: GPL-3.0-or-later" in line for line in head):
            yield path, 1, "no SPDX-License-Identifier line on top"


def check_listed(root):
    for path in sources(root, "src", "tests"):
        if path.suffix != ".cpp":
            continue
        folder = path.parent
        while not (folder / "CMakeLists.txt").exists() and folder != root:
            folder = folder.parent
        text = "\n".join(line.split("#")[0] for line in lines_of(folder / "CMakeLists.txt"))
        words = set(re.split(r"[\s()\"]+", text))
        inside = path.relative_to(folder)
        if str(inside) not in words and str(inside.with_suffix("")) not in words:
            yield path, 1, f"not built: missing in {(folder / 'CMakeLists.txt').relative_to(root)}"


def check_text(root):
    for path in sources(root, "src"):
        if path.suffix not in {".h", ".cpp"}:
            continue
        text = lines_of(path)
        if len(text) > LONGEST_FILE:
            yield path, len(text), f"longer than {LONGEST_FILE} lines: split it"
        if path.suffix == ".h" and "#pragma once" not in text:
            yield path, 1, "no #pragma once"
        for number, line in enumerate(text, 1):
            for pattern, why in FORBIDDEN.items():
                if pattern.search(line.split("//")[0]):
                    yield path, number, why


def faults(root):
    for check in (check_includes, check_licences, check_listed, check_text):
        for path, line, what in check(root):
            yield f"{path.relative_to(root)}:{line}: {what}"


def main():
    found = list(faults(Path(sys.argv[1]).resolve()))
    for fault in found:
        print(fault)
    print(f"{len(found)} faults" if found else "no faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
