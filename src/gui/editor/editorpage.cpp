// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/editorpage.h"

#include "bridge/rendercache.h"
#include "core/filereader.h"
#include "gui/editor/codeeditor.h"
#include "gui/worker.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QVBoxLayout>

namespace athanor {

namespace {

constexpr char kByteOrderMark[] = "\xef\xbb\xbf";
constexpr qsizetype kMostHighlighted = 2 * 1024 * 1024; ///< larger texts stay plain

} // namespace

EditorPage::EditorPage(Worker& files, const QString& path, QWidget* parent)
    : QWidget(parent)
    , m_files(files)
    , m_path(path)
    , m_editor(new CodeEditor(CodeEditor::Use::Edit, this))
{
    setObjectName(QStringLiteral("editorPage"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_editor);
    m_editor->setObjectName(QStringLiteral("editor"));
    m_editor->setAccessibleName(tr("Text of %1").arg(QFileInfo(path).fileName()));
    m_editor->setReadOnly(true);
    setFocusProxy(m_editor);
    connect(m_editor, &QsciScintilla::modificationChanged, this, &EditorPage::titleChanged);
    load();
}

Result<EditorPage::Content> EditorPage::read(const QString& path)
{
    FileReader reader;
    const auto modified = QFileInfo(path).lastModified();
    const auto bytes = reader.read(path);
    if (!bytes)
        return fail(bytes.error());
    if (const auto text = checkText(*bytes, path); !text)
        return fail(text.error());
    const auto marked = bytes->startsWith(kByteOrderMark);
    return Content{QString::fromUtf8(marked ? bytes->sliced(3) : *bytes), marked, modified};
}

Result<QDateTime> EditorPage::write(const QString& path, const QByteArray& bytes, const QDateTime& known)
{
    const QFileInfo info(path);
    if (info.exists() && known.isValid() && info.lastModified() != known)
        return fail(
            fileError(path, tr("The file was changed by another program since it was opened"),
                      tr("Copy what you need, close the tab without saving and open the file again")));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(fileError(path, tr("The file cannot be written: %1").arg(file.errorString()),
                              tr("Check the permissions of the file and of its folder")));
    return QFileInfo(path).lastModified();
}

void EditorPage::load()
{
    m_files.submit({}, [path = m_path] { return read(path); })
        .then(this, [this](const Result<Content>& content) {
            if (content)
                show(*content);
            else
                emit failed(content.error());
        });
}

void EditorPage::show(const Content& content)
{
    m_byteOrderMark = content.byteOrderMark;
    m_modified = content.modified;
    m_loaded = true;
    m_editor->setLanguage(content.text.size() <= kMostHighlighted ? CodeEditor::languageOf(m_path)
                                                                  : CodeEditor::Language::Plain);
    m_editor->setReadOnly(false);
    m_editor->setEolMode(content.text.contains(QLatin1String("\r\n")) ? QsciScintilla::EolWindows
                                                                      : QsciScintilla::EolUnix);
    int line = 0;
    int column = 0;
    m_editor->getCursorPosition(&line, &column);
    m_editor->setText(content.text);
    m_editor->setModified(false);
    m_editor->setCursorPosition(line, column);
    // Nothing comes of changes to rendered SQL.
    m_editor->setReadOnly(!QFileInfo(m_path).isWritable()
                          || m_path.startsWith(RenderCache::usualFolder() + u'/'));
    if (m_line > 0)
        showPosition(m_line, m_column);
    emit titleChanged();
}

bool EditorPage::isModified() const
{
    return m_gone || m_editor->isModified();
}

QString EditorPage::title() const
{
    auto name = RenderCache::shownName(m_path);
    name.replace(u'&', QLatin1String("&&"));
    if (m_gone)
        return tr("%1 (deleted) •").arg(name);
    if (m_loaded && m_editor->isReadOnly())
        return tr("%1 (read-only)").arg(name);
    return isModified() ? name + QStringLiteral(" •") : name;
}

void EditorPage::showPosition(int line, int column)
{
    if (!m_loaded) {
        m_line = line;
        m_column = column;
        return;
    }
    m_line = 0;
    m_editor->showPosition(line, column);
    m_editor->markError(column > 0 ? line : 0, column);
    m_editor->setFocus(Qt::OtherFocusReason);
}

void EditorPage::save(std::function<void(bool)> done)
{
    if (!m_loaded || m_editor->isReadOnly()) {
        if (done)
            done(!isModified());
        return;
    }
    const auto text = m_editor->text();
    auto bytes = text.toUtf8();
    if (m_byteOrderMark)
        bytes.prepend(kByteOrderMark);
    m_editor->markError(0, 0);
    m_files.submit({}, [path = m_path, bytes, known = m_modified] { return write(path, bytes, known); })
        .then(this, [this, done, text](const Result<QDateTime>& written) {
            if (written) {
                m_modified = *written;
                m_gone = false;
                if (m_editor->text() == text) // nothing was typed meanwhile
                    m_editor->setModified(false);
                emit titleChanged();
                emit saved(m_path);
            } else {
                emit failed(written.error());
            }
            if (done)
                done(written.has_value());
        });
}

void EditorPage::reloadIfChanged()
{
    if (!m_loaded)
        return;
    const QFileInfo info(m_path);
    if (const auto gone = !info.exists(); gone != m_gone) {
        m_gone = gone;
        emit titleChanged();
    }
    if (!m_gone && !m_editor->isModified() && info.lastModified() != m_modified)
        load();
}

} // namespace athanor
