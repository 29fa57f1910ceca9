// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/databaserows.h"

namespace athanor {

Result<DatabaseRows> readRows(Context& context, const ProjectSettings& settings)
{
    const Result<ConnectionChoice> choice = chooseConnection(context.common, settings);
    if (!choice)
        return fail(choice.error());
    const Result<std::unique_ptr<Session>> session = connectTo(context, *choice);
    if (!session)
        return fail(session.error());
    const Result<VersionState> state = readVersionState(**session, VersionTable::of(settings));
    if (!state)
        return fail(state.error());
    return DatabaseRows{(*session)->server(), *state, choice->parameters.displayText()};
}

Result<QStringList> rowsFrom(Context& context, const std::optional<QStringList>& at,
                             const ProjectSettings& settings)
{
    if (at)
        return *at;
    const Result<DatabaseRows> rows = readRows(context, settings);
    if (!rows)
        return fail(rows.error());
    return rows->state.rows;
}

} // namespace athanor
