// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/codeeditor.h"

#include "gui/appearance.h"
#include "gui/commands.h"
#include "gui/editor/codelexer.h"

#include <Qsci/qscilexer.h>

#include <QEvent>
#include <QKeyEvent>

namespace athanor {

namespace {

constexpr int kErrorIndicator = 8;

} // namespace

CodeEditor::CodeEditor(Use use, QWidget* parent) : QsciScintilla(parent), m_use(use)
{
    setUtf8(true);
    setFont(monospacedFont());
    setEolMode(EolUnix);
    setTabWidth(4);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setFrameShape(use == Use::View ? QFrame::StyledPanel : QFrame::NoFrame);
    setMarginWidth(1, 0);
    indicatorDefine(SquiggleIndicator, kErrorIndicator);
    if (use == Use::View) {
        setReadOnly(true);
        setCaretWidth(0);
        SendScintilla(SCI_SETMARGINLEFT, 0UL, static_cast<long>(kSpace));
        // Nothing is typed here: a caret that cannot be seen must not scroll a narrow view sideways.
        SendScintilla(SCI_SETXCARETPOLICY, 0UL, 0L);
    } else {
        setMarginType(0, NumberMargin);
        setMarginWidth(0, QStringLiteral("00000"));
        setCaretLineVisible(true);
        setBraceMatching(SloppyBraceMatch);
        leaveShortcutsToTheWindow();
    }
    applyColours();
}

void CodeEditor::leaveShortcutsToTheWindow()
{
    // QScintilla's own Ctrl+U and Ctrl+D change the text where the menu promises Upgrade and Downgrade; its
    // Ctrl+L cuts a line that nobody meant to lose.
    m_notForMe = {QKeyCombination(Qt::CTRL | Qt::Key_L).toCombined(),
                  QKeyCombination(Qt::CTRL | Qt::SHIFT | Qt::Key_L).toCombined()};
    for (const CommandInfo& info : commandInfos()) {
        for (const QKeySequence& shortcut : info.shortcuts)
            m_notForMe.insert(shortcut[0].toCombined());
    }
}

bool CodeEditor::event(QEvent* event)
{
    // A view is left by Tab and takes no shortcut away from the window.
    if (m_use == Use::View && event->type() == QEvent::ShortcutOverride)
        return false;
    if (event->type() == QEvent::ShortcutOverride && isForTheWindow(*static_cast<QKeyEvent*>(event)))
        return false;
    return QsciScintilla::event(event);
}

bool CodeEditor::isForTheWindow(const QKeyEvent& event) const
{
    return m_notForMe.contains(event.keyCombination().toCombined());
}

void CodeEditor::keyPressEvent(QKeyEvent* event)
{
    if (m_use == Use::View && (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)) {
        focusNextPrevChild(event->key() == Qt::Key_Tab && !event->modifiers().testFlag(Qt::ShiftModifier));
        return;
    }
    if (m_use == Use::View && event->key() == Qt::Key_Escape) {
        event->ignore(); // closes the dialog that the view is in
        return;
    }
    if (isForTheWindow(*event)) {
        event->ignore();
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

void CodeEditor::showText(const QString& shown)
{
    if (text() == shown)
        return;
    setText(shown);
    SendScintilla(SCI_SETFIRSTVISIBLELINE, 0UL);
    SendScintilla(SCI_SETXOFFSET, 0UL);
}

void CodeEditor::setLanguage(Language language)
{
    m_language = language;
    applyColours();
}

CodeEditor::Language CodeEditor::languageOf(const QString& filePath)
{
    if (filePath.endsWith(QLatin1String(".sql"), Qt::CaseInsensitive))
        return Language::Sql;
    if (filePath.endsWith(QLatin1String(".py"), Qt::CaseInsensitive))
        return Language::Python;
    return Language::Plain;
}

void CodeEditor::showPosition(int line, int column)
{
    if (line < 1)
        return;
    const auto row = qMin(line, lines()) - 1;
    setCursorPosition(row, qMax(column, 1) - 1);
    SendScintilla(SCI_ENSUREVISIBLEENFORCEPOLICY, static_cast<unsigned long>(row));
    ensureCursorVisible();
}

void CodeEditor::markError(int line, int column)
{
    const auto last = lines() - 1;
    clearIndicatorRange(0, 0, last, static_cast<int>(text(last).size()), kErrorIndicator);
    if (line < 1 || line > lines())
        return;
    const auto from = qMax(column, 1) - 1;
    // To the end of the word, at least one character.
    const auto content = text(line - 1);
    auto to = qMin(from, static_cast<int>(content.size()));
    while (to < content.size() && (content.at(to).isLetterOrNumber() || content.at(to) == u'_'))
        ++to;
    fillIndicatorRange(line - 1, from, line - 1, qMax(to, from + 1), kErrorIndicator);
}

void CodeEditor::changeEvent(QEvent* event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

void CodeEditor::applyColours()
{
    const auto colours = palette();
    auto* old = lexer();
    auto* made = makeCodeLexer(m_language, this);
    setLexer(made);
    delete old;
    setPaper(colours.color(QPalette::Base));
    setColor(colours.color(QPalette::Text));
    setCaretForegroundColor(colours.color(QPalette::Text));
    setCaretLineBackgroundColor(colours.color(QPalette::AlternateBase));
    setSelectionBackgroundColor(colours.color(QPalette::Highlight));
    setSelectionForegroundColor(colours.color(QPalette::HighlightedText));
    setMarginsBackgroundColor(colours.color(QPalette::Window));
    setMarginsForegroundColor(colours.color(QPalette::PlaceholderText));
    setMarginsFont(monospacedFont());
    setMatchedBraceBackgroundColor(colours.color(QPalette::Highlight));
    setMatchedBraceForegroundColor(colours.color(QPalette::HighlightedText));
    setIndicatorForegroundColor(stateColour(StateColour::Failed, colours), kErrorIndicator);
}

} // namespace athanor
