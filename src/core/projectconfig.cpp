// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/projectconfig.h"

#include "core/configsource.h"
#include "core/filereader.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <vector>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> readConfig(const QString& path)
{
    FileReader reader;
    const auto bytes = reader.read(path);
    if (bytes)
        return bytes->toByteArray();
    Error error = bytes.error();
    error.kind = ErrorKind::Project;
    error.hint = u"Open the project by its folder or its configuration file"_s;
    return fail(error);
}

/// Looks keys up in several sources and turns them into settings.
class SettingsReader {
public:
    SettingsReader(QString configFile, QString section)
        : m_folder(QFileInfo(configFile).absolutePath())
        , m_section(std::move(section))
    {
        m_settings.configFile = std::move(configFile);
    }

    [[nodiscard]] Result<> addIni(const QString& path, bool main);
    [[nodiscard]] Result<> addToml(const QString& path, bool main);
    [[nodiscard]] Result<ProjectSettings> read();

private:
    Result<ConfigValue> value(const QString& key); ///< empty when it is not set
    Result<> readScriptLocation();
    Result<> readVersionLocations();
    Result<QStringList> splitLocations(const ConfigValue& value);
    Result<> readNames();
    Result<> readOptions();
    Result<QString> packageFolder(const ConfigValue& value);

    [[nodiscard]] QString absolute(const QString& path) const
    {
        return QDir::cleanPath(QDir(m_folder).absoluteFilePath(path));
    }

    std::vector<std::unique_ptr<ConfigSource>> m_sources; ///< the first that has a key decides
    std::unique_ptr<ConfigSource> m_lastSource; ///< [athanor] of an Alembic project
    QSet<QString> m_known; ///< keys asked for by name
    QString m_folder, m_section;
    ProjectSettings m_settings;
};

Result<> SettingsReader::addIni(const QString& path, bool main)
{
    const auto bytes = readConfig(path);
    if (!bytes)
        return fail(bytes.error());
    auto ini = IniFile::parse(*bytes, path, m_folder);
    if (!ini)
        return fail(ini.error());
    if (main) {
        const bool sql = QFileInfo(path).fileName() == "athanor.ini"_L1
            || (ini->hasSection(u"athanor"_s) && !ini->hasSection(u"alembic"_s) && m_section.isEmpty());
        m_settings.kind = sql ? ProjectKind::Sql : ProjectKind::Alembic;
        if (m_section.isEmpty())
            m_section = sql ? u"athanor"_s : u"alembic"_s;
        if (!ini->hasSection(m_section)) {
            const QStringList sections = ini->sections();
            return fail(projectError(path, 0, u"The file has no section [%1]"_s.arg(m_section),
                                     sections.isEmpty()
                                         ? u"Add a line [%1] above the settings"_s.arg(m_section)
                                         : u"Choose one of its sections: %1"_s.arg(sections.join(", "_L1))));
        }
    } else if (m_section.isEmpty()) {
        m_section = u"alembic"_s;
    }
    if (m_settings.kind == ProjectKind::Alembic && m_section != "athanor"_L1 && ini->hasSection(u"athanor"_s))
        m_lastSource = std::make_unique<IniSource>(*ini, path, u"athanor"_s);
    m_sources.push_back(std::make_unique<IniSource>(std::move(*ini), path, m_section));
    return {};
}

Result<> SettingsReader::addToml(const QString& path, bool main)
{
    const auto bytes = readConfig(path);
    if (!bytes)
        return fail(bytes.error());
    auto toml = TomlSource::parse(*bytes, path, m_folder);
    if (!toml)
        return fail(toml.error());
    if (*toml)
        m_sources.push_back(std::move(*toml));
    else if (main)
        return fail(projectError(path, 0, u"The file has no table [tool.alembic]"_s,
                                 u"Open the project by its alembic.ini or athanor.ini"_s));
    if (main)
        m_settings.kind = ProjectKind::Alembic;
    return {};
}

Result<ConfigValue> SettingsReader::value(const QString& key)
{
    m_known.insert(key);
    const auto ask = [&key](const ConfigSource& source) { return source.value(key); };
    for (const auto& source : m_sources) {
        auto found = ask(*source);
        if (!found)
            return fail(found.error());
        if (*found)
            return **found;
    }
    if (m_lastSource) {
        auto found = ask(*m_lastSource);
        if (!found)
            return fail(found.error());
        if (*found)
            return **found;
    }
    ConfigValue none;
    none.file = m_settings.configFile;
    return none;
}

Result<QString> SettingsReader::packageFolder(const ConfigValue& value)
{
    const qsizetype colon = value.text.indexOf(u':');
    QString package = value.text.first(colon);
    const QString inside = package.replace(u'.', u'/') + u'/' + value.text.sliced(colon + 1);
    const auto paths = this->value(u"prepend_sys_path"_s);
    if (!paths)
        return fail(paths.error());
    static const QRegularExpression separators(u"[\\s,:;]+"_s);
    QStringList bases = paths->isList ? paths->list : paths->text.split(separators, Qt::SkipEmptyParts);
    bases << u"."_s << u"src"_s;
    for (const QString& base : std::as_const(bases)) {
        const QString folder = absolute(base + u'/' + inside);
        if (QFileInfo(folder).isDir())
            return folder;
    }
    return fail(projectError(value.file, value.line,
                             u"The package of \"%1\" is not beside the configuration file"_s.arg(value.text),
                             u"Write the folder's path into script_location, or add the package's folder to "
                             "prepend_sys_path"_s));
}

Result<> SettingsReader::readScriptLocation()
{
    const auto location = value(u"script_location"_s);
    if (!location)
        return fail(location.error());
    if (location->text.isEmpty()) {
        if (m_settings.kind == ProjectKind::Alembic) {
            return fail(projectError(m_settings.configFile, 0, u"The setting script_location is missing"_s,
                                     u"Name the folder of the migration scripts in the section [%1]"_s.arg(
                                         m_section.isEmpty() ? u"tool.alembic"_s : m_section)));
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
    // Alembic 1.8 writes a comment behind the word in every new project.
    const QString word = separator->text.section(u" #"_s, 0, 0).trimmed();
    if (word.isEmpty() || word == "space"_L1) {
        static const QRegularExpression spaces(u"\\s+"_s);
        static const QRegularExpression spacesAndCommas(u"[\\s,]+"_s);
        return locations.text.split(word.isEmpty() ? spacesAndCommas : spaces, Qt::SkipEmptyParts);
    }
    QChar character;
    if (word == "newline"_L1)
        character = u'\n';
    else if (word == "os"_L1)
        character = QDir::listSeparator();
    else if (word == ":"_L1 || word == ";"_L1)
        character = word.front();
    else
        return fail(projectError(separator->file, separator->line, u"\"%1\" is no path separator"_s.arg(word),
                                 u"Write space, newline, os, : or ;"_s));
    QStringList paths;
    for (const QString& path : locations.text.split(character)) {
        if (!path.trimmed().isEmpty())
            paths.append(path.trimmed());
    }
    return paths;
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

Result<> SettingsReader::readNames()
{
    m_settings.fileTemplate = u"%(rev)s_%(slug)s"_s;
    const std::pair<const char16_t*, QString*> texts[]
        = {{u"file_template", &m_settings.fileTemplate},
           {u"timezone", &m_settings.timezone},
           {u"version_table", &m_settings.versionTable},
           {u"version_table_schema", &m_settings.versionTableSchema},
           {u"sqlalchemy.url", &m_settings.sqlalchemyUrl}};
    for (const auto& [key, target] : texts) {
        const auto text = value(QString::fromUtf16(key));
        if (!text)
            return fail(text.error());
        if (!text->text.isEmpty())
            *target = text->text;
    }
    const auto length = value(u"truncate_slug_length"_s);
    if (!length)
        return fail(length.error());
    if (!length->text.isEmpty()) {
        bool isNumber = false;
        m_settings.truncateSlugLength = length->text.toInt(&isNumber);
        if (!isNumber || m_settings.truncateSlugLength < 1) {
            return fail(projectError(length->file, length->line,
                                     u"truncate_slug_length is not a positive number"_s,
                                     u"Write a number such as 40"_s));
        }
    }
    return {};
}

Result<> SettingsReader::readOptions()
{
    const QSet<QString> known = m_known;
    for (const auto& source : m_sources) {
        for (const QString& key : source->keys()) {
            if (known.contains(key) || m_settings.options.contains(key))
                continue;
            const auto text = source->value(key);
            if (!text)
                return fail(text.error());
            if (*text)
                m_settings.options.insert(key, (*text)->text);
        }
    }
    return {};
}

Result<ProjectSettings> SettingsReader::read()
{
    for (const auto part : {&SettingsReader::readScriptLocation, &SettingsReader::readVersionLocations,
                            &SettingsReader::readNames, &SettingsReader::readOptions}) {
        if (const auto done = (this->*part)(); !done)
            return fail(done.error());
    }
    m_settings.section = m_section.isEmpty() ? u"alembic"_s : m_section;
    return m_settings;
}

} // namespace

Result<ProjectSettings> readProjectSettings(const QString& configFile, const QString& section)
{
    SettingsReader reader(configFile, section);
    const QFileInfo info(configFile);
    const QDir folder = info.absoluteDir();
    const bool isToml = info.suffix() == "toml"_L1;
    const auto main = isToml ? reader.addToml(configFile, true) : reader.addIni(configFile, true);
    if (!main)
        return fail(main.error());
    // Alembic lets pyproject.toml hold the paths and alembic.ini the database.
    Result<> other;
    if (isToml && folder.exists(u"alembic.ini"_s))
        other = reader.addIni(folder.filePath(u"alembic.ini"_s), false);
    else if (info.fileName() == "alembic.ini"_L1 && isAlembicPyproject(folder.filePath(u"pyproject.toml"_s)))
        other = reader.addToml(folder.filePath(u"pyproject.toml"_s), false);
    if (!other)
        return fail(other.error());
    return reader.read();
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
