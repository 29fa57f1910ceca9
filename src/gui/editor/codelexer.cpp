// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/codelexer.h"

#include "gui/appearance.h"

#ifdef ATHANOR_HAS_SYNTAX
#include "gui/editor/syntaxlexer.h"
#else
#include <Qsci/qscilexerpython.h>
#include <Qsci/qscilexersql.h>
#endif

namespace athanor {

#ifdef ATHANOR_HAS_SYNTAX

QsciLexer* makeCodeLexer(CodeEditor::Language language, CodeEditor* parent)
{
    if (language == CodeEditor::Language::Plain)
        return nullptr;
    const auto definition = language == CodeEditor::Language::Sql ? QStringLiteral("SQL (PostgreSQL)")
                                                                  : QStringLiteral("Python");
    return new SyntaxLexer(definition, parent->palette(), parent);
}

QString highlighterName()
{
    return QStringLiteral("KSyntaxHighlighting " ATHANOR_SYNTAX_VERSION);
}

#else

namespace {

void colourSql(QsciLexer& lexer, const QPalette& palette)
{
    lexer.setColor(stateColour(StateColour::Running, palette), QsciLexerSQL::Keyword);
    lexer.setColor(stateColour(StateColour::Done, palette), QsciLexerSQL::SingleQuotedString);
    for (const auto style : {QsciLexerSQL::Comment, QsciLexerSQL::CommentLine, QsciLexerSQL::CommentDoc})
        lexer.setColor(palette.color(QPalette::PlaceholderText), style);
}

void colourPython(QsciLexer& lexer, const QPalette& palette)
{
    lexer.setColor(stateColour(StateColour::Running, palette), QsciLexerPython::Keyword);
    for (const auto style :
         {QsciLexerPython::SingleQuotedString, QsciLexerPython::DoubleQuotedString,
          QsciLexerPython::TripleSingleQuotedString, QsciLexerPython::TripleDoubleQuotedString})
        lexer.setColor(stateColour(StateColour::Done, palette), style);
    lexer.setColor(palette.color(QPalette::PlaceholderText), QsciLexerPython::Comment);
}

} // namespace

QsciLexer* makeCodeLexer(CodeEditor::Language language, CodeEditor* parent)
{
    if (language == CodeEditor::Language::Plain)
        return nullptr;
    const auto sql = language == CodeEditor::Language::Sql;
    QsciLexer* lexer = sql ? static_cast<QsciLexer*>(new QsciLexerSQL(parent)) : new QsciLexerPython(parent);
    const auto palette = parent->palette();
    lexer->setDefaultFont(monospacedFont());
    lexer->setFont(monospacedFont(), -1);
    lexer->setDefaultPaper(palette.color(QPalette::Base));
    lexer->setPaper(palette.color(QPalette::Base), -1);
    lexer->setDefaultColor(palette.color(QPalette::Text));
    lexer->setColor(palette.color(QPalette::Text), -1);
    sql ? colourSql(*lexer, palette) : colourPython(*lexer, palette);
    return lexer;
}

QString highlighterName()
{
    return QStringLiteral("QScintilla's lexers");
}

#endif

} // namespace athanor
