// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The JSON documents of athanor-cli, described in its manual page. Pure; any thread.

#include "core/databaseinfo.h"
#include "core/error.h"
#include "core/plan.h"
#include "core/revisionmap.h"
#include "core/script.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace athanor {

[[nodiscard]] QJsonObject errorDocument(const Error& error);

/// One revision; \a rows, when known, tell whether a database stands there.
[[nodiscard]] QJsonObject revisionItem(const RevisionMap& map, int index,
                                       const std::optional<QStringList>& rows = {});
/// "revisions" and "items", and "warnings" when there are any.
[[nodiscard]] QJsonObject revisionsDocument(const RevisionMap& map, const QList<int>& indexes,
                                            const QStringList& warnings,
                                            const std::optional<QStringList>& rows = {});

/// A step of a plan; what it runs when \a script is given.
[[nodiscard]] QJsonObject stepObject(const Step& step, const Script* script = nullptr);
[[nodiscard]] QJsonObject planDocument(const Plan& plan, const QStringList& warnings);

[[nodiscard]] QJsonObject serverObject(const ServerInfo& server);
[[nodiscard]] QString directionName(Direction direction);

} // namespace athanor
