// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postwritehooks.h"

#include "core/configsource.h"
#include "core/filereader.h"
#include "core/projectconfig.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

const QString kSection = u"post_write_hooks"_s;
const QString kFileToken = u"REVISION_SCRIPT_FILENAME"_s;

using Keys = QMap<QString, QString>;

Result<PostWriteHook> makeHook(const QString& name, const Keys& keys, const QString& file, int line)
{
    const struct {
        const char16_t *word, *target;
        PostWriteHook::Type type;
    } kTypes[] = {{u"console_scripts", u"entrypoint", PostWriteHook::Type::ConsoleScript},
                  {u"module", u"module", PostWriteHook::Type::Module},
                  {u"exec", u"executable", PostWriteHook::Type::Program}};

    const QString word = keys.value(u"type"_s);
    for (const auto& type : kTypes) {
        if (word != QStringView(type.word))
            continue;
        PostWriteHook hook;
        hook.name = name;
        hook.type = type.type;
        hook.target = keys.value(QString::fromUtf16(type.target));
        hook.options = keys.value(u"options"_s);
        hook.folder = keys.value(u"cwd"_s);
        if (!hook.folder.isEmpty())
            hook.folder = QDir::cleanPath(QFileInfo(hook.folder).absoluteFilePath());
        if (!hook.target.isEmpty())
            return hook;
        const QString key = QString::fromUtf16(type.target);
        return fail(projectError(file, line, u"The post-write hook \"%1\" has no %2"_s.arg(name, key),
                                 u"Set %1.%2, or take the hook out of \"hooks\""_s.arg(name, key)));
    }
    return fail(projectError(
        file, line,
        word.isEmpty()
            ? u"The post-write hook \"%1\" has no type"_s.arg(name)
            : u"The post-write hook \"%1\" has the type \"%2\", which does not exist here"_s.arg(name, word),
        u"Write console_scripts, module or exec; types that env.py registers are known to "
        "Alembic only"_s));
}

Result<QList<PostWriteHook>> iniHooks(const IniFile& ini, const QString& path)
{
    QList<PostWriteHook> hooks;
    const auto names = ini.value(kSection, u"hooks"_s);
    if (!names)
        return fail(names.error());
    static const QRegularExpression separators(u"[\\s,]+"_s);
    for (const QString& name : names->split(separators, Qt::SkipEmptyParts)) {
        Keys keys;
        for (const QString& key :
             {u"type"_s, u"entrypoint"_s, u"module"_s, u"executable"_s, u"options"_s, u"cwd"_s}) {
            const auto value = ini.value(kSection, name + u'.' + key);
            if (!value)
                return fail(value.error());
            keys.insert(key, *value);
        }
        auto hook = makeHook(name, keys, path, ini.line(kSection, u"hooks"_s));
        if (!hook)
            return fail(hook.error());
        hooks.append(std::move(*hook));
    }
    return hooks;
}

Result<QList<PostWriteHook>> tomlHooks(const QByteArray& bytes, const QString& path)
{
    QList<PostWriteHook> hooks;
    const auto source = TomlSource::parse(bytes, path, QFileInfo(path).absolutePath());
    if (!source)
        return fail(source.error());
    if (!*source)
        return hooks;
    for (const ConfigTable& table : (*source)->tables(kSection)) {
        auto hook = makeHook(table.values.value(u"name"_s), table.values, path, table.line);
        if (!hook)
            return fail(hook.error());
        hooks.append(std::move(*hook));
    }
    return hooks;
}

} // namespace

Result<QList<PostWriteHook>> readPostWriteHooks(const ProjectSettings& settings)
{
    QString tomlPath;
    QByteArray toml;
    FileReader reader;
    for (const QString& path : {settings.configFile, settings.otherConfigFile}) {
        if (path.isEmpty())
            continue;
        const auto bytes = reader.read(path);
        if (!bytes)
            return fail(bytes.error());
        if (path.endsWith(".toml"_L1)) {
            tomlPath = path;
            toml = bytes->toByteArray();
            continue;
        }
        const auto ini = IniFile::parse(bytes->toByteArray(), path, QFileInfo(path).absolutePath());
        if (!ini)
            return fail(ini.error());
        if (ini->hasSection(kSection))
            return iniHooks(*ini, path);
    }
    return tomlPath.isEmpty() ? QList<PostWriteHook>() : tomlHooks(toml, tomlPath);
}

Result<QStringList> hookArguments(const QString& options, const QString& file)
{
    const QString text = options.contains(kFileToken) ? options : kFileToken + u' ' + options;
    QStringList arguments;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool last = i + 1 == text.size();
        if (c == u'\\' && quote != u'\'') {
            if (last)
                return fail(projectError({}, 0, u"The options end with a backslash"_s,
                                         u"Write two of them for a backslash"_s));
            const QChar next = text.at(++i);
            // In double quotes a backslash protects only itself and the quote.
            if (quote == u'"' && next != u'"' && next != u'\\')
                word += c;
            word += next;
            inWord = true;
        } else if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else
                word += c;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
            inWord = true;
        } else if (c == u' ' || c == u'\t' || c == u'\r' || c == u'\n') {
            if (inWord)
                arguments.append(word);
            word.clear();
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (!quote.isNull()) {
        return fail(projectError({}, 0, u"A quote in the options does not end"_s,
                                 u"Close the quote, or write a backslash before it"_s));
    }
    if (inWord)
        arguments.append(word);
    for (QString& argument : arguments)
        argument.replace(kFileToken, file);
    return arguments;
}

} // namespace athanor
