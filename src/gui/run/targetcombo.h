// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sets up fields for picking a target: identifiers with their descriptions, completed by any word of either.
// GUI thread.

class QComboBox;
class QLineEdit;

namespace athanor {

class TargetModel;

/// \a model outlives \a combo.
void setUpTargetCombo(QComboBox* combo, TargetModel* model);
/// The same completion for a line edit. \a model outlives \a edit.
void setUpTargetEdit(QLineEdit* edit, TargetModel* model);

} // namespace athanor
