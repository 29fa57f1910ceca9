// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/project/revisiontexts.h"

#include "core/filereader.h"
#include "core/sqlrevisionfile.h"

namespace athanor {

RevisionTexts readRevisionTexts(const Revision& revision)
{
    RevisionTexts texts;
    texts.revision = revision.id;
    if (revision.format == RevisionFormat::Python) {
        FileReader reader;
        const auto bytes = reader.read(revision.filePath);
        if (bytes)
            texts.source = QString::fromUtf8(*bytes);
        else
            texts.error = bytes.error();
        return texts;
    }
    const auto file = SqlRevisionFile::read(revision.filePath);
    if (!file) {
        texts.error = file.error();
        return texts;
    }
    using Kind = SqlRevisionFile::SectionKind;
    texts.upgrade = file->text(Kind::Upgrade).trimmed();
    texts.downgrade = file->text(Kind::Downgrade).trimmed();
    texts.verify = file->text(Kind::Verify).trimmed();
    return texts;
}

QHash<QString, QString> readContents(const RevisionMap& map, const CancelToken& cancel)
{
    QHash<QString, QString> contents;
    FileReader reader;
    for (const auto& revision : map.revisions()) {
        if (cancel.isCancelled())
            break;
        if (const auto bytes = reader.read(revision.filePath))
            contents.insert(revision.id, QString::fromUtf8(*bytes).toLower());
    }
    return contents;
}

} // namespace athanor
