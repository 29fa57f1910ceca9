// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the command line asks for, as plain values: commandline.h makes them, the commands read them.

#include "core/plan.h"
#include "db/runner.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace athanor {

enum class Format { Text, Json };

/// Options that every command understands.
struct CommonOptions {
    QStringList configs; ///< -c, at most an ini file and a pyproject.toml
    QString section; ///< -n
    QString project; ///< --project
    QString url; ///< --url
    QString connection; ///< --connection, the name of a profile
    QString python; ///< --python, instead of the one that is found
    QStringList xArguments; ///< -x, for the project's Python
    Format format = Format::Text;
    bool quiet = false;
    bool raiseErrors = false; ///< Alembic's --raiseerr; errors are told in full without it
};

struct InitOptions {
    QString folder = QStringLiteral(".");
};

struct RevisionOptions {
    std::optional<QString> message;
    QString head, branchLabel, versionPath, revisionId, templateName;
    QStringList dependsOn;
    bool splice = false;
    bool sql = false; ///< a SQL revision in an Alembic project
    bool listTemplates = false;
};

struct MergeOptions {
    QStringList revisions;
    QString message, branchLabel, revisionId;
    bool splice = false;
    bool sql = false; ///< as in RevisionOptions
};

/// upgrade, downgrade, stamp, and the plan of one of them.
struct RunOptions {
    Direction direction = Direction::Upgrade;
    QStringList targets;
    bool sql = false;
    bool purge = false;
    bool verbose = false;
    TransactionMode transaction = TransactionMode::PerRevision;
    Milliseconds lockTimeout{0}, statementTimeout{0}, wait{10'000};
    QString confirm; ///< name of the database, for a downgrade in production
    QString tag; ///< for env.py
    bool envPy = false; ///< Python revisions run through it
};

struct PlanOptions {
    RunOptions run;
    std::optional<QStringList> at; ///< version rows given instead of a database's
    bool check = false;
};

struct CurrentOptions {
    std::optional<QStringList> at;
    bool verbose = false;
    bool checkHeads = false;
};

struct HistoryOptions {
    std::optional<QStringList> at;
    QString range;
    bool verbose = false;
    bool indicateCurrent = false;
};

struct HeadsOptions {
    std::optional<QStringList> at;
    bool verbose = false;
    bool resolveDependencies = false;
};

struct BasesOptions {
    std::optional<QStringList> at;
    bool verbose = false;
};

struct BranchesOptions {
    std::optional<QStringList> at;
    bool verbose = false;
};

struct ShowOptions {
    std::optional<QStringList> at;
    QString revision;
    bool sql = false;
};

struct EditOptions {
    QString revision;
};

struct EnsureVersionOptions {
    bool sql = false;
};

struct ListTemplatesOptions { };

struct BatchOptions { };

struct ModelsOptions { };

struct TrustOptions {
    bool revoke = false;
    bool list = false;
};

struct SandboxOptions {
    enum class Action { Start, Stop, Status, Url, Run, Hold };
    Action action = Action::Status;
    QString database; ///< empty: that of the project here
    QString folder; ///< empty: the lasting sandbox
    QStringList command; ///< Run
};

using CommandOptions = std::variant<InitOptions, RevisionOptions, MergeOptions, RunOptions, PlanOptions,
                                    CurrentOptions, HistoryOptions, HeadsOptions, BasesOptions,
                                    BranchesOptions, ShowOptions, BatchOptions, TrustOptions, ModelsOptions,
                                    SandboxOptions, EditOptions, EnsureVersionOptions, ListTemplatesOptions>;

struct Invocation {
    CommonOptions common;
    CommandOptions command;
};

} // namespace athanor
