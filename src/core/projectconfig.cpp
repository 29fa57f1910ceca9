// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/projectconfig.h"

#include "core/configsources.h"
#include "core/envpysettings.h"
#include "core/filereader.h"
#include "core/pythonpath.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <tuple>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr int kUsualSlugLength = 40;

/// Looks keys up in several sources and turns them into settings.
class SettingsReader {
public:
    /// \a sources are for the file \a configFile; \a otherFile was added to them.
    SettingsReader(ConfigSources sources, QString configFile, QString otherFile)
        : m_sources(std::move(sources))
        , m_folder(QFileInfo(configFile).absolutePath())
    {
        m_settings.kind = m_sources.kind();
        m_settings.configFile = std::move(configFile);
        m_settings.otherConfigFile = std::move(otherFile);
    }

    [[nodiscard]] Result<ProjectSettings> read();

private:
    Result<ConfigValue> value(const QString& key) { return m_sources.value(key); }

    Result<> readScriptLocation();
    Result<> readVersionLocations();
    Result<QStringList> splitPaths(const QString& text, const ConfigValue& separator);
    Result<QStringList> splitLocations(const ConfigValue& value);
    Result<QStringList> sysPaths();
    Result<> readNames();
    void readUrl();
    void readEnvironment();
    Result<QString> packageFolder(const ConfigValue& value);

    [[nodiscard]] QString absolute(const QString& path) const
    {
        return QDir::cleanPath(QDir(m_folder).absoluteFilePath(path));
    }

    ConfigSources m_sources;
    QString m_folder;
    ProjectSettings m_settings;
};

/// What prepend_sys_path names. Without path_separator Alembic splits at blanks, commas and colons.
Result<QStringList> SettingsReader::sysPaths()
{
    const auto paths = value(u"prepend_sys_path"_s);
    if (!paths)
        return fail(paths.error());
    if (paths->isList)
        return paths->list;
    const auto separator = value(u"path_separator"_s);
    if (!separator)
        return fail(separator.error());
    static const QRegularExpression legacy(u"[\\s,:]+"_s);
    QStringList split = paths->text.split(legacy, Qt::SkipEmptyParts);
    if (!separator->text.isEmpty()) {
        const auto exact = splitPaths(paths->text, *separator);
        if (!exact)
            return fail(exact.error());
        split = *exact;
    }
    return split;
}

/// The folder that "package:folder" means, as Python would find the package, without running it.
Result<QString> SettingsReader::packageFolder(const ConfigValue& value)
{
    const auto paths = sysPaths();
    if (!paths)
        return fail(paths.error());
    QStringList bases;
    for (const QString& path : *paths)
        bases.append(absolute(path));
    bases.append(pythonSearchPaths(m_folder));
    const qsizetype colon = value.text.indexOf(u':');
    const QString inside = value.text.first(colon).replace(u'.', u'/') + u'/'
        + value.text.sliced(colon + 1).replace(u':', u'/');
    for (const QString& base : std::as_const(bases)) {
        const QString folder = QDir::cleanPath(base + u'/' + inside);
        if (QFileInfo(folder).isDir())
            return folder;
    }
    return fail(
        projectError(value.file, value.line, u"The package of \"%1\" was not found"_s.arg(value.text),
                     u"Add the folder that holds the package to prepend_sys_path, install the package in "
                     "the project's .venv, or write the folder's path instead"_s));
}

Result<> SettingsReader::readScriptLocation()
{
    const auto location = value(u"script_location"_s);
    if (!location)
        return fail(location.error());
    if (location->text.isEmpty()) {
        if (m_settings.kind == ProjectKind::Alembic) {
            return fail(
                projectError(m_settings.configFile, 0, u"The setting script_location is missing"_s,
                             u"Name the folder of the migration scripts in the section [%1]"_s.arg(
                                 m_sources.section().isEmpty() ? u"tool.alembic"_s : m_sources.section())));
        }
        m_settings.scriptLocation = m_folder;
        m_settings.versionLocations = {absolute(u"revisions"_s)};
        return {};
    }
    if (!QDir::isAbsolutePath(location->text) && location->text.contains(u':')) {
        const auto folder = packageFolder(*location);
        if (!folder)
            return fail(folder.error());
        m_settings.scriptLocation = *folder;
    } else {
        m_settings.scriptLocation = absolute(location->text);
    }
    const QFileInfo folder(m_settings.scriptLocation);
    if (!folder.isDir()) {
        return fail(projectError(location->file, location->line,
                                 u"The folder of script_location does not exist: %1"_s.arg(folder.filePath()),
                                 u"Correct script_location, or restore the folder"_s));
    }
    m_settings.versionLocations = {m_settings.scriptLocation + "/versions"_L1};
    return {};
}

Result<QStringList> SettingsReader::splitPaths(const QString& text, const ConfigValue& separator)
{
    // Alembic 1.8 writes a comment behind the word in every new project.
    const QString word = separator.text.section(u" #"_s, 0, 0).trimmed();
    if (word == "space"_L1) {
        static const QRegularExpression spaces(u"\\s+"_s);
        return text.split(spaces, Qt::SkipEmptyParts);
    }
    QChar character;
    if (word == "newline"_L1)
        character = u'\n';
    else if (word == "os"_L1)
        character = QDir::listSeparator();
    else if (word == ":"_L1 || word == ";"_L1)
        character = word.front();
    else
        return fail(projectError(separator.file, separator.line, u"\"%1\" is no path separator"_s.arg(word),
                                 u"Write space, newline, os, : or ;"_s));
    QStringList paths;
    for (const QString& path : text.split(character)) {
        if (!path.trimmed().isEmpty())
            paths.append(path.trimmed());
    }
    return paths;
}

Result<QStringList> SettingsReader::splitLocations(const ConfigValue& locations)
{
    if (locations.isList)
        return locations.list;
    if (locations.text.isEmpty())
        return QStringList();
    auto separator = value(u"path_separator"_s);
    if (separator && separator->text.isEmpty())
        separator = value(u"version_path_separator"_s);
    if (!separator)
        return fail(separator.error());
    static const QRegularExpression spacesAndCommas(u"[\\s,]+"_s);
    if (separator->text.section(u" #"_s, 0, 0).trimmed().isEmpty())
        return locations.text.split(spacesAndCommas, Qt::SkipEmptyParts);
    return splitPaths(locations.text, *separator);
}

Result<> SettingsReader::readVersionLocations()
{
    const auto locations = value(u"version_locations"_s);
    if (!locations)
        return fail(locations.error());
    const auto paths = splitLocations(*locations);
    if (!paths)
        return fail(paths.error());
    if (!paths->isEmpty())
        m_settings.versionLocations.clear();
    for (const QString& path : *paths) {
        ConfigValue location = *locations;
        location.text = path;
        const bool isPackage = !QDir::isAbsolutePath(path) && path.contains(u':');
        const auto folder = isPackage ? packageFolder(location) : Result<QString>(absolute(path));
        if (!folder)
            return fail(folder.error());
        if (!m_settings.versionLocations.contains(*folder))
            m_settings.versionLocations.append(*folder);
    }
    const auto recursive = value(u"recursive_version_locations"_s);
    if (!recursive)
        return fail(recursive.error());
    const QString truth = recursive->text.toLower();
    const QStringList yes{u"true"_s, u"yes"_s, u"on"_s, u"y"_s, u"t"_s, u"1"_s};
    const QStringList no{u"false"_s, u"no"_s, u"off"_s, u"n"_s, u"f"_s, u"0"_s, QString()};
    if (!yes.contains(truth) && !no.contains(truth)) {
        return fail(projectError(recursive->file, recursive->line,
                                 u"recursive_version_locations is neither true nor false"_s,
                                 u"Write true or false"_s));
    }
    m_settings.recursiveVersionLocations = yes.contains(truth);
    return {};
}

/// Only commands that connect need it: many env.py files complete it before they do.
void SettingsReader::readUrl()
{
    const auto url = value(u"sqlalchemy.url"_s);
    if (url)
        m_settings.sqlalchemyUrl = url->text;
    else
        m_settings.sqlalchemyUrlProblem = url.error();
}

/// The version table as env.py has it, where the configuration files say nothing.
void SettingsReader::readEnvironment()
{
    if (m_settings.kind == ProjectKind::Sql)
        return;
    FileReader reader;
    const QString path = m_settings.scriptLocation + "/env.py"_L1;
    const auto bytes = reader.read(path);
    if (!bytes)
        return; // looking needs none
    const EnvPySettings found = readEnvPy(*bytes);
    const std::tuple<const EnvPySetting&, const char16_t*, QString&> settings[]
        = {{found.versionTable, u"version_table", m_settings.versionTable},
           {found.versionTableSchema, u"version_table_schema", m_settings.versionTableSchema}};
    for (const auto& [setting, key, target] : settings) {
        const QString name = QString::fromUtf16(key);
        const auto own = value(name);
        if (!own || !own->text.isEmpty())
            continue;
        if (!setting.value.isEmpty())
            target = setting.value;
        if (setting.computed)
            m_settings.versionTableDoubts.append(projectError(
                path, setting.line, u"env.py computes %1, which only Python can follow"_s.arg(name),
                u"Write %1 into the section [athanor] of the ini file"_s.arg(name)));
    }
}

Result<> SettingsReader::readNames()
{
    m_settings.fileTemplate = u"%(rev)s_%(slug)s"_s;
    const std::pair<const char16_t*, QString*> texts[]
        = {{u"file_template", &m_settings.fileTemplate},
           {u"timezone", &m_settings.timezone},
           {u"version_table", &m_settings.versionTable},
           {u"version_table_schema", &m_settings.versionTableSchema}};
    for (const auto& [key, target] : texts) {
        const auto text = value(QString::fromUtf16(key));
        if (!text)
            return fail(text.error());
        if (!text->text.isEmpty())
            *target = text->text;
    }
    readUrl();
    readEnvironment();
    const auto length = value(u"truncate_slug_length"_s);
    if (!length)
        return fail(length.error());
    if (!length->text.isEmpty()) {
        bool isNumber = false;
        m_settings.truncateSlugLength = length->text.toInt(&isNumber);
        if (isNumber && m_settings.truncateSlugLength == 0)
            m_settings.truncateSlugLength = kUsualSlugLength; // Alembic takes 0 for "not set"
        if (!isNumber || m_settings.truncateSlugLength < 1) {
            return fail(projectError(length->file, length->line,
                                     u"truncate_slug_length is not a positive number"_s,
                                     u"Write a number such as 40"_s));
        }
    }
    return {};
}

Result<ProjectSettings> SettingsReader::read()
{
    for (const auto part : {&SettingsReader::readScriptLocation, &SettingsReader::readVersionLocations,
                            &SettingsReader::readNames}) {
        if (const auto done = (this->*part)(); !done)
            return fail(done.error());
    }
    m_settings.options = m_sources.others();
    const auto paths = sysPaths();
    if (!paths)
        return fail(paths.error());
    for (const QString& path : *paths)
        m_settings.prependSysPath.append(absolute(path));
    m_settings.section = m_sources.section().isEmpty() ? u"alembic"_s : m_sources.section();
    return m_settings;
}

} // namespace

Result<ProjectSettings> readProjectSettings(const QString& configFile, const QString& section,
                                            const QString& otherFile)
{
    ConfigSources sources(configFile, section);
    const QFileInfo info(configFile);
    const QDir folder = info.absoluteDir();
    const bool isToml = info.suffix() == "toml"_L1;
    const auto main = isToml ? sources.addToml(configFile, true) : sources.addIni(configFile, true);
    if (!main)
        return fail(main.error());
    // Alembic lets pyproject.toml hold the paths and alembic.ini the database.
    QString other = otherFile;
    if (other.isEmpty() && isToml && folder.exists(u"alembic.ini"_s))
        other = folder.filePath(u"alembic.ini"_s);
    else if (other.isEmpty() && info.fileName() == "alembic.ini"_L1
             && isAlembicPyproject(folder.filePath(u"pyproject.toml"_s)))
        other = folder.filePath(u"pyproject.toml"_s);
    if (!other.isEmpty()) {
        const auto added = isToml ? sources.addIni(other, false) : sources.addToml(other, false);
        if (!added)
            return fail(added.error());
    }
    return SettingsReader(std::move(sources), configFile, other).read();
}

bool isAlembicPyproject(const QString& path)
{
    FileReader reader;
    const auto bytes = reader.read(path);
    if (!bytes || !bytes->toByteArray().contains("alembic"))
        return false;
    const auto toml = TomlSource::parse(bytes->toByteArray(), path, {});
    return toml ? *toml != nullptr : bytes->toByteArray().contains("[tool.alembic]");
}

QStringList databaseNames(const QString& databases)
{
    static const QRegularExpression separators(u"\\s*,\\s*"_s);
    return databases.trimmed().split(separators, Qt::SkipEmptyParts);
}

Error projectError(const QString& file, int line, const QString& message, const QString& hint)
{
    Error error;
    error.kind = ErrorKind::Project;
    error.message = message;
    error.hint = hint;
    error.file = file;
    error.line = line;
    return error;
}

} // namespace athanor
