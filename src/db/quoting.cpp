// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/quoting.h"

namespace athanor {

QString quotedIdentifier(const QString& name)
{
    QString quoted = name;
    quoted.replace(u'"', QStringLiteral("\"\""));
    return u'"' + quoted + u'"';
}

QString quotedName(const QString& schema, const QString& name)
{
    return schema.isEmpty() ? quotedIdentifier(name)
                            : quotedIdentifier(schema) + u'.' + quotedIdentifier(name);
}

QString quotedLiteral(const QString& text)
{
    QString quoted = text;
    quoted.replace(u'\'', QStringLiteral("''"));
    if (!text.contains(u'\\'))
        return u'\'' + quoted + u'\'';
    // An escape string reads the same whatever standard_conforming_strings is.
    quoted.replace(u'\\', QStringLiteral("\\\\"));
    return QStringLiteral(" E'") + quoted + u'\'';
}

} // namespace athanor
