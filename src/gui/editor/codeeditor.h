// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Shows and edits highlighted source text, in the colours of the appearance. Read-only it is the view of a
// step's or a revision's SQL. GUI thread.

#include <Qsci/qsciscintilla.h>

#include <QSet>

namespace athanor {

class CodeEditor : public QsciScintilla {
    Q_OBJECT
public:
    enum class Language { Sql, Python, Plain };
    enum class Use { Edit, View }; ///< a view has no line numbers, no margin and takes Tab as a way out

    explicit CodeEditor(Use use, QWidget* parent = nullptr);

    void setLanguage(Language language);
    /// Shows \a text from its beginning; the same text stays where it is scrolled to.
    void showText(const QString& text);
    /// Moves the cursor to \a line and \a column (1-based, code points) and makes it visible.
    void showPosition(int line, int column);
    /// Underlines the character there as the place of an error; line 0 removes the mark.
    void markError(int line, int column);

    [[nodiscard]] static Language languageOf(const QString& filePath);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void leaveShortcutsToTheWindow();
    [[nodiscard]] bool isForTheWindow(const QKeyEvent& event) const;
    void applyColours();

    Use m_use;
    Language m_language = Language::Plain;
    QSet<int> m_notForMe; ///< key combinations that are commands of the window
};

} // namespace athanor
