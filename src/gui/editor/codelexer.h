// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes the highlighter of a language: KSyntaxHighlighting's definitions where Athanor is built with it,
// QScintilla's own lexers otherwise. GUI thread.

#include "gui/editor/codeeditor.h"

#include <QString>

class QsciLexer;

namespace athanor {

/// A lexer owned by \a parent in the colours of \a parent's palette; null for plain text.
[[nodiscard]] QsciLexer* makeCodeLexer(CodeEditor::Language language, CodeEditor* parent);

/// What highlights, with its version, for the about dialog.
[[nodiscard]] QString highlighterName();

} // namespace athanor
