// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filetemplate.h"

#include "core/projectconfig.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaximumWidth = 200;

/// The first \a count characters, where Python counts one for a surrogate pair.
QString left(const QString& text, qsizetype count)
{
    const auto characters = text.toUcs4();
    return QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData()),
                             std::min(count, characters.size()));
}

QString padding(const QString& text, qsizetype width, QChar with)
{
    return QString(std::max<qsizetype>(0, width - text.toUcs4().size()), with);
}

/// \a text with the flags, width and precision of "%(name)+5.2d". Numbers are not negative.
QString format(const QRegularExpressionMatch& match, QString text)
{
    const bool asNumber = match.captured(u"type"_s) != "s"_L1;
    const QString flags = match.captured(u"flags"_s);
    const qsizetype width = std::min(match.captured(u"width"_s).toInt(), kMaximumWidth);
    const qsizetype precision = std::min(match.captured(u"precision"_s).toInt(), kMaximumWidth);
    const QString sign = !asNumber ? QString()
        : flags.contains(u'+')     ? u"+"_s
        : flags.contains(u' ')     ? u" "_s
                                   : QString();
    if (match.hasCaptured(u"precision"_s))
        text = asNumber ? text.rightJustified(precision, u'0') : left(text, precision);
    if (flags.contains(u'-'))
        return sign + text + padding(sign + text, width, u' ');
    if (asNumber && flags.contains(u'0'))
        return sign + padding(sign + text, width, u'0') + text;
    return padding(sign + text, width, u' ') + sign + text;
}

/// Whether the character at unit \a at of \a text has a case; either half of a surrogate pair will do.
bool isCased(const QString& text, qsizetype at)
{
    if (at < 0 || at >= text.size())
        return false;
    char32_t c = text.at(at).unicode();
    if (text.at(at).isLowSurrogate() && at > 0)
        c = QChar::surrogateToUcs4(text.at(at - 1), text.at(at));
    else if (text.at(at).isHighSurrogate() && at + 1 < text.size())
        c = QChar::surrogateToUcs4(text.at(at), text.at(at + 1));
    const bool ordinal = c == 0xaa || c == 0xba;
    return ordinal || QChar::isUpper(c) || QChar::isLower(c) || QChar::isTitleCase(c)
        || QChar::toLower(c) != c || QChar::toUpper(c) != c;
}

/// Lower case as Python has it: a capital sigma that ends a word becomes the final form.
QString lowerCase(const QString& text)
{
    constexpr QChar capital(0x03a3), small(0x03c3), final(0x03c2);
    QString lower;
    qsizetype from = 0;
    for (qsizetype at; (at = text.indexOf(capital, from)) >= 0; from = at + 1) {
        lower += text.sliced(from, at - from).toLower();
        lower += isCased(text, at - 1) && !isCased(text, at + 1) ? final : small;
    }
    return lower + text.sliced(from).toLower();
}

/// A part of a path that stays in its folder and is seen there.
QString harmless(QString text)
{
    for (QChar& c : text) {
        if (c == u'/' || c == u'\\' || c.category() == QChar::Other_Control)
            c = u'_';
    }
    return text;
}

} // namespace

QString revisionSlug(const QString& message, int length)
{
    static const QRegularExpression word(u"[\\p{L}\\p{N}_]+"_s,
                                         QRegularExpression::UseUnicodePropertiesOption);
    QStringList words;
    for (auto matches = word.globalMatch(message); matches.hasNext();)
        words.append(matches.next().captured());
    const QString slug = lowerCase(words.join(u'_'));
    const auto characters = slug.toUcs4();
    if (characters.size() <= length)
        return slug;
    const QString cut = QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData()), length);
    const qsizetype last = cut.lastIndexOf(u'_');
    return (last < 0 ? cut : cut.first(last)) + u'_';
}

Result<QString> fillFileTemplate(const QString& fileTemplate, const QString& id, const QString& slug,
                                 const QDateTime& date)
{
    const QHash<QString, qint64> numbers{
        {u"epoch"_s, date.toSecsSinceEpoch()}, {u"year"_s, date.date().year()},
        {u"month"_s, date.date().month()},     {u"day"_s, date.date().day()},
        {u"hour"_s, date.time().hour()},       {u"minute"_s, date.time().minute()},
        {u"second"_s, date.time().second()}};
    static const QRegularExpression token(
        u"%(?:%|\\((?<name>[a-z]+)\\)(?<flags>[-0 +#]*)(?<width>\\d*)(?:\\.(?<precision>\\d*))?(?<type>[sdi]))?"_s);
    QString result;
    qsizetype at = 0;
    for (auto matches = token.globalMatch(fileTemplate); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += QStringView(fileTemplate).sliced(at, match.capturedStart() - at);
        at = match.capturedEnd();
        const QString name = match.captured(u"name"_s);
        const bool isText = match.captured(u"type"_s) == "s"_L1;
        if (match.captured() == "%%"_L1)
            result += u'%';
        else if (isText && (name == "rev"_L1 || name == "slug"_L1))
            result += format(match, harmless(name == "rev"_L1 ? id : slug));
        else if (numbers.contains(name))
            result += format(match, QString::number(numbers.value(name)));
        else
            return fail(
                projectError({}, 0,
                             u"file_template has a token that does not exist, at character %1"_s.arg(
                                 match.capturedStart() + 1),
                             u"The tokens are %(rev)s %(slug)s %(epoch)s %(year)d %(month).2d %(day).2d "
                             "%(hour).2d %(minute).2d %(second).2d"_s));
    }
    result += QStringView(fileTemplate).sliced(at);
    QStringList parts;
    for (QString part : result.split(u'/', Qt::SkipEmptyParts)) {
        if (part.startsWith(u'.') || part.startsWith("__init__"_L1))
            part.replace(0, 1, u"_"_s);
        parts.append(part);
    }
    return parts.join(u'/');
}

} // namespace athanor
