// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/revisionheader.h"

#include <QTimeZone>

#include <algorithm>
#include <cstdlib>

namespace athanor {

namespace {

constexpr std::array<QByteArrayView, kHeaderLabelCount> kLabels{"Revision ID", "Revises", "Branch Labels",
                                                                "Depends On", "Create Date"};
constexpr int kMaximumNameWords = 3;
constexpr qsizetype kMaximumNameLength = 40;
constexpr qsizetype kUsualNotes = 256; ///< bytes

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
        || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

int labelOf(QByteArrayView name)
{
    for (int i = 0; i < kHeaderLabelCount; ++i) {
        const auto label = kLabels[static_cast<std::size_t>(i)];
        if (label.size() == name.size() && label.compare(name, Qt::CaseInsensitive) == 0)
            return i;
    }
    return -1;
}

bool isFieldName(QByteArrayView name)
{
    if (name.isEmpty() || name.size() > kMaximumNameLength || (name[0] >= 'a' && name[0] <= 'z')
        || !isNameCharacter(name[0]) || name[0] == '-' || name[0] == '/')
        return false;
    int words = 1;
    for (const char c : name) {
        if (c == ' ')
            ++words;
        else if (!isNameCharacter(c))
            return false;
    }
    return words <= kMaximumNameWords;
}

/// Reads decimal digits off the front of a text.
struct Digits {
    QByteArrayView text;

    int take(int count)
    {
        if (text.size() < count)
            return -1;
        int value = 0;
        for (int i = 0; i < count; ++i) {
            if (text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        text = text.sliced(count);
        return value;
    }

    bool skip(char c)
    {
        if (text.isEmpty() || text.front() != c)
            return false;
        text = text.sliced(1);
        return true;
    }
};

/// The names that most headers have share their memory.
QString fieldName(QByteArrayView name)
{
    static const std::array<std::pair<QByteArrayView, QString>, 6> usual{{
        {"Impact", QStringLiteral("Impact")},
        {"Risk", QStringLiteral("Risk")},
        {"Rollback", QStringLiteral("Rollback")},
        {"Testing", QStringLiteral("Testing")},
        {"Author", QStringLiteral("Author")},
        {"Ticket", QStringLiteral("Ticket")},
    }};
    const auto known
        = std::find_if(usual.begin(), usual.end(), [name](const auto& entry) { return entry.first == name; });
    return known == usual.end() ? QString::fromUtf8(name) : known->second;
}

QDateTime dateTimeAt(QDate date, QTime time, int offset)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QDateTime(date, time, QTimeZone::fromSecondsAheadOfUtc(offset));
#else
    return QDateTime(date, time, offset == 0 ? Qt::UTC : Qt::OffsetFromUTC, offset);
#endif
}

/// Milliseconds of ".783891".
int takeFraction(Digits& digits)
{
    int value = 0, scale = 100;
    for (int digit = digits.take(1); digit >= 0; digit = digits.take(1), scale /= 10)
        value += digit * scale;
    return value;
}

} // namespace

QString headerLabelName(HeaderLabel label)
{
    return QString::fromLatin1(kLabels[static_cast<std::size_t>(label)]);
}

void HeaderText::append(char separator, QByteArrayView piece)
{
    if (m_joined.isNull())
        m_joined = m_piece.toByteArray();
    if (!m_joined.isEmpty())
        m_joined.append(separator);
    m_joined.append(piece);
}

HeaderLine splitHeaderLine(QByteArrayView text)
{
    const qsizetype colon = text.first(std::min(text.size(), kMaximumNameLength + 1)).indexOf(':');
    if (colon <= 0)
        return {};
    HeaderLine line{text.first(colon), text.sliced(colon + 1), -1};
    const bool separated = line.value.isEmpty() || isBlank(line.value.front());
    line.name = line.name.trimmed();
    line.value = line.value.trimmed();
    line.label = labelOf(line.name);
    if (line.label < 0 && (!separated || !isFieldName(line.name)))
        return {};
    return line;
}

void RevisionHeader::addLabel(const HeaderLine& line, qsizetype offset)
{
    Label& label = m_labels[static_cast<std::size_t>(line.label)];
    if (label.offset >= 0 && m_duplicate < 0) {
        m_duplicate = line.label;
        m_duplicateOffset = offset;
    }
    label = {HeaderText(line.value), offset};
    m_openLabel = line.label;
    m_fieldOpen = false;
    if (m_part == Part::Message)
        m_part = Part::Body;
}

void RevisionHeader::addLine(QByteArrayView text, qsizetype offset)
{
    const QByteArrayView trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed.startsWith("SPDX-")) {
        addBlankLine();
        return;
    }
    const HeaderLine line = splitHeaderLine(trimmed);
    if (line.label >= 0) {
        addLabel(line, offset);
        return;
    }
    const bool indented = text.size() > 2 && isBlank(text[0]) && isBlank(text[1]);
    if (m_openLabel >= 0 && indented && m_openLabel != static_cast<int>(HeaderLabel::CreateDate)) {
        m_labels[static_cast<std::size_t>(m_openLabel)].value.append(' ', trimmed);
        return;
    }
    m_openLabel = -1;
    if (m_part == Part::BeforeMessage) {
        m_part = Part::Message;
        m_message = HeaderText(trimmed);
    } else if (m_part == Part::Message) {
        m_message.append(' ', trimmed);
    } else if (!line.name.isEmpty()) {
        m_fields.append({line.name, HeaderText(line.value)});
        m_fieldOpen = true;
    } else if (m_fieldOpen) {
        m_fields.last().second.append('\n', trimmed);
    } else {
        if (m_notes.isEmpty())
            m_notes.reserve(kUsualNotes);
        m_notes.append(text).append('\n');
    }
}

void RevisionHeader::addBlankLine()
{
    m_openLabel = -1;
    m_fieldOpen = false;
    if (m_part == Part::Message)
        m_part = Part::Body;
    if (!m_notes.isEmpty() && !m_notes.endsWith("\n\n"))
        m_notes.append('\n');
}

void RevisionHeader::storeText(Revision& revision) const
{
    revision.message = QString::fromUtf8(m_message.view());
    if (!m_notes.isEmpty()) {
        QString notes = QString::fromUtf8(m_notes);
        while (notes.endsWith(QLatin1Char('\n')))
            notes.chop(1);
        revision.notes = notes;
    }
    revision.fields.reserve(m_fields.size());
    for (const auto& [name, text] : m_fields)
        revision.fields.append({fieldName(name), QString::fromUtf8(text.view())});
    revision.createDate = parseCreateDate(m_labels[index(HeaderLabel::CreateDate)].value.view());
}

QString RevisionHeader::value(HeaderLabel label) const
{
    return QString::fromUtf8(m_labels[index(label)].value.view());
}

QStringList RevisionHeader::list(HeaderLabel label) const
{
    QStringList items;
    QByteArrayView rest = m_labels[index(label)].value.view();
    while (!rest.isEmpty()) {
        qsizetype comma = rest.indexOf(',');
        if (comma < 0)
            comma = rest.size();
        if (const auto item = rest.first(comma).trimmed(); !item.isEmpty())
            items.append(QString::fromUtf8(item));
        rest = rest.sliced(std::min(comma + 1, rest.size()));
    }
    return items;
}

QDateTime parseCreateDate(QByteArrayView text)
{
    Digits digits{text.trimmed()};
    const int year = digits.take(4);
    const bool dashes = digits.skip('-');
    const int month = digits.take(2);
    const bool dashes2 = digits.skip('-');
    const int day = digits.take(2);
    const QDate date(year, month, day);
    if (!dashes || !dashes2 || year < 0 || !date.isValid())
        return {};
    if (!digits.skip(' ') && !digits.skip('T'))
        return digits.text.isEmpty() ? date.startOfDay() : QDateTime();
    const int hour = digits.take(2);
    const bool colon = digits.skip(':');
    const int minute = digits.take(2);
    const int second = digits.skip(':') ? digits.take(2) : 0;
    const int fraction = digits.skip('.') || digits.skip(',') ? takeFraction(digits) : 0;
    const QTime time(hour, minute, second, fraction);
    if (!colon || !time.isValid())
        return {};
    digits.text = digits.text.trimmed();
    if (digits.text.isEmpty())
        return QDateTime(date, time);
    if (digits.text == "Z" || digits.text == "UTC")
        return dateTimeAt(date, time, 0);
    const int sign = digits.skip('-') ? -1 : digits.skip('+') ? 1 : 0;
    const int offsetHours = digits.take(2);
    digits.skip(':');
    const int offsetMinutes = digits.text.isEmpty() ? 0 : digits.take(2);
    if (sign == 0 || offsetHours < 0 || offsetHours > 14 || offsetMinutes < 0 || offsetMinutes > 59)
        return {};
    return dateTimeAt(date, time, sign * (offsetHours * 3600 + offsetMinutes * 60));
}

QString utcOffsetText(const QDateTime& date)
{
    const int minutes = date.offsetFromUtc() / 60;
    return QStringLiteral("%1%2:%3")
        .arg(QChar(minutes < 0 ? u'-' : u'+'))
        .arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0'))
        .arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
}

} // namespace athanor
