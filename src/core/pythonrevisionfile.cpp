// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/pythonrevisionfile.h"

#include "core/filereader.h"
#include "core/pythonmodule.h"
#include "core/revisionheader.h"

#include <algorithm>
#include <optional>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

Error errorAt(QByteArrayView text, qsizetype offset, const QString& path, const QString& message,
              const QString& hint)
{
    Error error = fileError(path, message, hint);
    error.line = lineAt(text, offset);
    return error;
}

/// The encoding named in a comment of the first two lines, lower case with dashes; empty when none is.
QByteArray codingLine(QByteArrayView text)
{
    for (int line = 0; line < 2; ++line) {
        const qsizetype newline
            = std::min(text.indexOf('\n') < 0 ? text.size() : text.indexOf('\n'), text.size());
        const QByteArrayView content = text.first(newline).trimmed();
        if (!content.isEmpty() && !content.startsWith('#'))
            return {};
        const qsizetype at = content.indexOf("coding");
        if (at >= 0 && at + 6 < content.size() && (content[at + 6] == ':' || content[at + 6] == '=')) {
            const QByteArrayView rest = content.sliced(at + 7).trimmed();
            const auto isName = [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
                    || c == '_' || c == '.';
            };
            const auto end = std::find_if_not(rest.begin(), rest.end(), isName);
            return rest.first(end - rest.begin()).toByteArray().toLower().replace('_', '-');
        }
        text = text.sliced(std::min(newline + 1, text.size()));
    }
    return {};
}

bool isLatin1Name(const QByteArray& name)
{
    return name == "latin-1" || name == "latin1" || name == "iso-8859-1" || name == "iso8859-1"
        || name == "l1";
}

/// \a bytes as UTF-8 without byte-order mark; \a converted holds them when they had to be changed.
Result<QByteArrayView> decode(QByteArrayView bytes, const QString& path, QByteArray& converted)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    const QByteArray coding = codingLine(bytes);
    if (isLatin1Name(coding)) {
        converted = QString::fromLatin1(bytes).toUtf8();
        bytes = converted;
    }
    const auto text = checkText(bytes, path);
    if (text)
        return bytes;
    Error error = text.error();
    if (!coding.isEmpty() && coding != "utf-8" && coding != "utf8")
        error.hint = u"The encoding \"%1\" is not supported; save the file as UTF-8"_s.arg(
            QString::fromLatin1(coding));
    return fail(error);
}

QStringList toList(const PythonValue& value)
{
    QStringList list;
    for (const QByteArray& item : value.items)
        list.append(QString::fromUtf8(item));
    return list;
}

/// The id an old file without a "revision" variable has in its name, as Alembic takes it.
QString idFromName(const QString& path)
{
    const QString name = path.sliced(path.lastIndexOf(u'/') + 1);
    const QString stem = name.chopped(3);
    const bool isHex = std::all_of(stem.begin(), stem.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
    return isHex ? stem : QString();
}

std::optional<Error> problem(const PythonModule& module, QByteArrayView text, const QString& path)
{
    using Kind = PythonValue::Kind;
    constexpr std::array names{PythonModule::Revision, PythonModule::DownRevision, PythonModule::BranchLabels,
                               PythonModule::DependsOn};
    const QStringList words{u"revision"_s, u"down_revision"_s, u"branch_labels"_s, u"depends_on"_s};
    if (module.brokenAt() >= 0) {
        return errorAt(text, module.brokenAt(), path, u"The file is not valid Python"_s,
                       u"Look for a string without end or a merge conflict that is not resolved"_s);
    }
    for (const auto name : names) {
        const PythonValue& value = module.value(name);
        const bool wrongKind
            = name == PythonModule::Revision && (value.kind == Kind::List || value.kind == Kind::None);
        if (value.kind != Kind::Computed && !wrongKind)
            continue;
        Error error = errorAt(
            text, value.offset, path, u"\"%1\" is not written as a plain value"_s.arg(words.at(name)),
            u"Write it as a string (or None, or a list of strings): the file is read, not run"_s);
        error.code = u"computed_identifier"_s;
        return error;
    }
    if (module.value(PythonModule::Revision).kind == Kind::Absent && idFromName(path).isEmpty()) {
        return fileError(path, u"The file assigns no \"revision\""_s,
                         u"Add revision = \"...\", or move the file out of the folder of revisions"_s);
    }
    if (module.value(PythonModule::DownRevision).kind == Kind::Absent) {
        return fileError(path, u"The file assigns no \"down_revision\""_s,
                         u"Add down_revision = \"...\", or None for a base"_s);
    }
    return std::nullopt;
}

void readDocstring(const QByteArray& docstring, Revision& revision)
{
    RevisionHeader header;
    QByteArrayView rest = docstring;
    while (!rest.isEmpty()) {
        const qsizetype newline = rest.indexOf('\n') < 0 ? rest.size() : rest.indexOf('\n');
        header.addLine(rest.first(newline), 0);
        rest = rest.sliced(std::min(newline + 1, rest.size()));
    }
    header.storeText(revision);
}

} // namespace

Result<Revision> readPythonRevision(const QString& filePath)
{
    FileReader reader;
    return readPythonRevision(filePath, reader);
}

Result<Revision> readPythonRevision(const QString& filePath, FileReader& reader)
{
    const auto bytes = reader.read(filePath);
    return bytes ? parsePythonRevision(*bytes, filePath) : fail(bytes.error());
}

Result<Revision> parsePythonRevision(QByteArrayView bytes, const QString& filePath)
{
    QByteArray converted;
    const auto text = decode(bytes, filePath, converted);
    if (!text)
        return fail(text.error());
    const PythonModule module(*text);
    if (const auto error = problem(module, *text, filePath))
        return fail(*error);

    Revision revision;
    const QStringList id = toList(module.value(PythonModule::Revision));
    revision.id = id.isEmpty() ? idFromName(filePath) : id.first();
    revision.downRevisions = toList(module.value(PythonModule::DownRevision));
    revision.branchLabels = toList(module.value(PythonModule::BranchLabels));
    revision.dependsOn = toList(module.value(PythonModule::DependsOn));
    readDocstring(module.docstring(), revision);
    revision.filePath = filePath;
    revision.format = RevisionFormat::Python;
    return revision;
}

} // namespace athanor
