// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/newrevision.h"

#include "core/sqlrevisionfile.h"

#include <QDir>
#include <QFile>

// A static library's resources are only there once they are asked for; the macro must stand outside of a
// namespace.
static void initTemplateResources()
{
    Q_INIT_RESOURCE(templates);
}

namespace athanor {

using namespace Qt::StringLiterals;

QList<RevisionTemplate> revisionTemplates()
{
    initTemplateResources();
    QList<RevisionTemplate> templates;
    const QDir folder(u":/athanor/templates"_s);
    for (const QString& name : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        QFile resource(folder.filePath(name));
        if (!resource.open(QIODevice::ReadOnly))
            continue;
        const auto file = SqlRevisionFile::parse(resource.readAll(), resource.fileName());
        if (!file)
            continue;
        using Kind = SqlRevisionFile::SectionKind;
        RevisionTemplate entry;
        entry.name = file->revision().id;
        entry.title = file->revision().message;
        entry.description = file->revision().notes.simplified();
        entry.upgradeSql = file->text(Kind::Upgrade).trimmed();
        entry.downgradeSql = file->text(Kind::Downgrade).trimmed();
        entry.upgradeTransactional = file->revision().upgradeTransactional;
        entry.downgradeTransactional = file->revision().downgradeTransactional;
        templates.append(entry);
    }
    return templates;
}

} // namespace athanor
