// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lets KSyntaxHighlighting colour a QScintilla editor: one style for each format of the definition.
// Highlights from the first changed line on, keeping the state at the end of every line. GUI thread.

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/State>
#include <Qsci/qscilexercustom.h>

#include <QHash>
#include <QList>
#include <QPalette>

namespace athanor {

class SyntaxLexer : public QsciLexerCustom, public KSyntaxHighlighting::AbstractHighlighter {
    Q_OBJECT
    Q_INTERFACES(KSyntaxHighlighting::AbstractHighlighter)
public:
    /// \a definition: name of a KSyntaxHighlighting definition, e.g. "SQL (PostgreSQL)".
    SyntaxLexer(const QString& definition, const QPalette& palette, QObject* parent);

    const char* language() const override;
    QString description(int style) const override;
    void styleText(int start, int end) override;

private:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override;
    int styleOf(const KSyntaxHighlighting::Format& format);

    QPalette m_palette;
    QHash<int, int> m_styles; ///< format id to QScintilla style
    QList<KSyntaxHighlighting::State> m_states; ///< at the end of each line
    QString m_line; ///< the line that is being highlighted
    QList<int> m_lineStyles; ///< of its UTF-16 units
};

} // namespace athanor
