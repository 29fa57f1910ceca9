// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/syntaxlexer.h"

#include "gui/appearance.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>
#include <Qsci/qsciscintilla.h>

#include <memory>

namespace athanor {

namespace {

constexpr int kFirstStyle = 1; ///< 0 is plain text
constexpr int kLastStyle = 31; ///< Scintilla keeps 32 to 39 for itself
constexpr int kLongestLine = 20'000; ///< UTF-16 units; longer ones stay plain

KSyntaxHighlighting::Repository& repository()
{
    // Reads the index of all definitions, 20 ms: once, and only when something is highlighted.
    static KSyntaxHighlighting::Repository theRepository;
    return theRepository;
}

} // namespace

SyntaxLexer::SyntaxLexer(const QString& definition, const QPalette& palette, QObject* parent)
    : QsciLexerCustom(parent)
    , m_palette(palette)
{
    setDefinition(repository().definitionForName(definition));
    setTheme(repository().defaultTheme(isDark(palette) ? KSyntaxHighlighting::Repository::DarkTheme
                                                       : KSyntaxHighlighting::Repository::LightTheme));
    setDefaultFont(monospacedFont());
    setDefaultColor(palette.color(QPalette::Text));
    setDefaultPaper(palette.color(QPalette::Base));
    setFont(monospacedFont(), -1);
    setColor(palette.color(QPalette::Text), -1);
    setPaper(palette.color(QPalette::Base), -1);
}

const char* SyntaxLexer::language() const
{
    return "Athanor";
}

QString SyntaxLexer::description(int style) const
{
    // QScintilla takes a style without a description as unused.
    return style <= kLastStyle ? QString::number(style) : QString();
}

int SyntaxLexer::styleOf(const KSyntaxHighlighting::Format& format)
{
    if (const auto known = m_styles.constFind(format.id()); known != m_styles.cend())
        return *known;
    const auto style = kFirstStyle + static_cast<int>(m_styles.size());
    if (style > kLastStyle)
        return 0;
    m_styles.insert(format.id(), style);
    if (format.hasTextColor(theme()))
        setColor(format.textColor(theme()), style);
    auto font = monospacedFont();
    font.setBold(format.isBold(theme()));
    font.setItalic(format.isItalic(theme()));
    setFont(font, style);
    return style;
}

void SyntaxLexer::applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format)
{
    const auto style = styleOf(format);
    for (auto i = offset; i < qMin<qsizetype>(offset + length, m_lineStyles.size()); ++i)
        m_lineStyles[i] = style;
}

void SyntaxLexer::styleText(int start, int end)
{
    auto* text = editor();
    if (!text)
        return;
    auto line = static_cast<int>(text->SendScintilla(QsciScintillaBase::SCI_LINEFROMPOSITION, start));
    line = qMin(line, static_cast<int>(m_states.size()));
    const auto lines = static_cast<int>(text->SendScintilla(QsciScintillaBase::SCI_GETLINECOUNT));
    m_states.resize(line);
    auto position = static_cast<int>(text->SendScintilla(QsciScintillaBase::SCI_POSITIONFROMLINE, line));
    startStyling(position);
    for (; line < lines && position < end; ++line) {
        const auto length = static_cast<int>(text->SendScintilla(QsciScintillaBase::SCI_LINELENGTH, line));
        QByteArray bytes(length, '\0');
        if (length > 0)
            text->SendScintilla(QsciScintillaBase::SCI_GETLINE, static_cast<uintptr_t>(line), bytes.data());
        m_line = QString::fromUtf8(bytes);
        m_lineStyles.fill(0, m_line.size());
        auto content = QStringView(m_line);
        while (!content.isEmpty() && (content.back() == u'\n' || content.back() == u'\r'))
            content.chop(1);
        const auto before = line > 0 ? m_states.at(line - 1) : KSyntaxHighlighting::State();
        m_states.append(content.size() <= kLongestLine ? highlightLine(content, before) : before);
        // Runs of one style, in bytes as Scintilla counts.
        for (qsizetype from = 0; from < m_line.size();) {
            auto to = from + 1;
            while (to < m_line.size()
                   && (m_lineStyles.at(to) == m_lineStyles.at(from) || m_line.at(to).isLowSurrogate()))
                ++to;
            setStyling(static_cast<int>(QStringView(m_line).mid(from, to - from).toUtf8().size()),
                       m_lineStyles.at(from));
            from = to;
        }
        position += length;
    }
}

} // namespace athanor
