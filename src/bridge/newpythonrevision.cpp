// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/newpythonrevision.h"

#include "core/filereader.h"
#include "core/projectconfig.h"
#include "core/pythonrevisionfile.h"
#include "core/revisionheader.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

Error refused(const QString& code, const QString& file, const QString& message, const QString& hint)
{
    Error error = projectError(file, 0, message, hint);
    error.code = code;
    return error;
}

/// Settings by which more than the template decides what a new revision is.
Result<> checkSettings(const ProjectSettings& settings)
{
    const QString environment = settings.options.value(u"revision_environment"_s).toLower();
    if (QStringList{u"true"_s, u"yes"_s, u"on"_s, u"y"_s, u"t"_s, u"1"_s}.contains(environment)) {
        return fail(refused(u"revision_environment"_s, settings.configFile,
                            u"revision_environment is set: env.py takes part in new revisions here"_s,
                            u"Make the revision with \"alembic revision\"; it shows up here by itself"_s));
    }
    const QString encoding = settings.options.value(u"output_encoding"_s, u"utf-8"_s).toLower();
    if (encoding != "utf-8"_L1 && encoding != "utf8"_L1) {
        return fail(
            refused(u"output_encoding"_s, settings.configFile,
                    u"output_encoding is \"%1\"; new revisions are written in UTF-8 only"_s.arg(encoding),
                    u"Remove output_encoding, or make the revision with \"alembic revision\""_s));
    }
    return {};
}

/// None, one id, or several, as Alembic gives them to templates.
QJsonValue oneOrSeveral(const QStringList& ids)
{
    if (ids.isEmpty())
        return QJsonValue();
    return ids.size() == 1 ? QJsonValue(ids.first()) : QJsonValue(QJsonArray::fromStringList(ids));
}

/// For datetime.fromisoformat().
QString isoDate(const QDateTime& date, bool withZone)
{
    const QString text = date.toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u"000"_s;
    if (!withZone)
        return text;
    return text + utcOffsetText(date);
}

QJsonObject values(const NewRevision& revision, const RevisionDraft& draft, const QString& message,
                   bool withZone)
{
    return {{u"message"_s, message},
            {u"up_revision"_s, draft.id},
            {u"down_revision"_s, oneOrSeveral(revision.parents)},
            {u"branch_labels"_s,
             revision.branchLabels.isEmpty() ? QJsonValue()
                                             : QJsonValue(QJsonArray::fromStringList(revision.branchLabels))},
            {u"depends_on"_s, oneOrSeveral(revision.dependsOn)},
            {u"create_date"_s, isoDate(draft.created, withZone)}};
}

/// What the text does not say as it was asked for; empty when it says everything.
QString difference(const Revision& read, const NewRevision& revision, const RevisionDraft& draft)
{
    if (read.id != draft.id)
        return u"revision"_s;
    if (read.downRevisions != revision.parents)
        return u"down_revision"_s;
    if (read.branchLabels != revision.branchLabels)
        return u"branch_labels"_s;
    return read.dependsOn == revision.dependsOn ? QString() : u"depends_on"_s;
}

/// \a message so that it stands in a string between three quotes as itself.
QString escaped(QString message)
{
    return message.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
}

/// The first paragraph in one line, as it is read back.
QString firstParagraph(const QString& message)
{
    static const QRegularExpression blankLine(u"\\n[ \\t]*\\n"_s);
    return message.trimmed().section(blankLine, 0, 0).simplified();
}

class TemplateWriter {
public:
    TemplateWriter(Bridge& bridge, const Project& project, const NewRevision& revision,
                   const CancelToken& cancel)
        : m_bridge(bridge)
        , m_settings(project.settings())
        , m_revision(revision)
        , m_cancel(cancel)
        , m_template(m_settings.scriptLocation + "/script.py.mako"_L1)
    {
    }

    /// The checked text of the file that \a draft describes.
    Result<QByteArray> text(const RevisionDraft& draft)
    {
        if (!QFileInfo(m_template).isFile()) {
            return fail(refused(u"no_template"_s, m_template, u"The template of new revisions is missing"_s,
                                u"Restore script.py.mako; \"alembic init\" makes one"_s));
        }
        auto plain = rendered(draft, m_revision.message);
        if (!plain)
            return plain;
        const auto read = parsePythonRevision(*plain, draft.path);
        if (read && difference(*read, m_revision, draft).isEmpty()
            && read->message == firstParagraph(m_revision.message))
            return plain;
        // Quotes and backslashes mean something inside of the docstring.
        auto careful = rendered(draft, escaped(m_revision.message));
        if (!careful)
            return careful;
        const auto again = parsePythonRevision(*careful, draft.path);
        if (again && difference(*again, m_revision, draft).isEmpty())
            return careful;
        return fail(unusable(again ? again : read, draft));
    }

private:
    Result<QByteArray> rendered(const RevisionDraft& draft, const QString& message)
    {
        BridgeRequest request;
        request.what = u"template"_s;
        request.arguments
            = {{u"file"_s, m_template},
               {u"values"_s, values(m_revision, draft, message, !m_settings.timezone.isEmpty())}};
        const auto answer = m_bridge.ask(request, m_cancel);
        if (!answer)
            return fail(answer.error());
        return answer->value("text"_L1).toString().toUtf8();
    }

    [[nodiscard]] Error unusable(const Result<Revision>& read, const RevisionDraft& draft) const
    {
        if (!read) {
            Error error
                = refused(u"template_result"_s, m_template,
                          u"The template makes a file that cannot be read: %1"_s.arg(read.error().message),
                          u"Correct the template, or choose a plainer message"_s);
            error.detail = read.error().detail;
            return error;
        }
        const QString name = difference(*read, m_revision, draft);
        return refused(u"template_result"_s, m_template, u"The template leaves out or changes %1"_s.arg(name),
                       u"Add this line to it: %1 = ${repr(%2)}"_s.arg(
                           name, name == "revision"_L1 ? u"up_revision"_s : name));
    }

    Bridge& m_bridge;
    const ProjectSettings& m_settings;
    const NewRevision& m_revision;
    const CancelToken& m_cancel;
    QString m_template;
};

} // namespace

Result<QString> createPythonRevision(Bridge& bridge, const Project& project, const RevisionMap& map,
                                     const NewRevision& revision, const CancelToken& cancel)
{
    if (const auto checked = checkSettings(project.settings()); !checked)
        return fail(checked.error());
    const auto draft = draftRevision(project, map, revision, RevisionFormat::Python);
    if (!draft)
        return fail(draft.error());
    const auto text = TemplateWriter(bridge, project, revision, cancel).text(*draft);
    if (!text)
        return fail(text.error());
    if (const auto written = writeRevisionFile(draft->path, *text); !written)
        return fail(written.error());
    return draft->path;
}

} // namespace athanor
