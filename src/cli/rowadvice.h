// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Helps with a database whose version table names revisions that the project does not have. Main thread.

#include "cli/context.h"
#include "cli/projectaccess.h"

namespace athanor {

/// Adds to \a error, when it is about an unknown row, which branches of the repository have the revisions of
/// \a rows. Runs git, for up to 20 s; other errors stay as they are.
void adviseOnRows(Error& error, const Context& context, const OpenProject& open, const QStringList& rows);

} // namespace athanor
