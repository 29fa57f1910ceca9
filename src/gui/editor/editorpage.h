// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One file in a tab: opens it, edits it highlighted, saves it. Line ends and a byte-order mark are kept.
// Reading and writing happen on the worker given. GUI thread.

#include "core/result.h"

#include <QDateTime>
#include <QWidget>

#include <functional>

namespace athanor {

class CodeEditor;
class Worker;

class EditorPage : public QWidget {
    Q_OBJECT
public:
    /// \a files outlives this widget. Starts to read \a path.
    EditorPage(Worker& files, const QString& path, QWidget* parent = nullptr);

    [[nodiscard]] const QString& path() const { return m_path; }

    /// Whether closing it loses text: something was typed, or its file was deleted.
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] QString title() const; ///< file name, with a mark when modified
    /// Goes there, at once or when the file has been read.
    void showPosition(int line, int column);
    /// Writes the file; \a done is told on the GUI thread whether it worked.
    void save(std::function<void(bool)> done = {});
    /// Reads the file again when it changed on disk and nothing was typed.
    void reloadIfChanged();

signals:
    void titleChanged();
    void failed(const athanor::Error& error);
    void saved(const QString& path);

private:
    void load();

    struct Content {
        QString text;
        bool byteOrderMark = false;
        QDateTime modified; ///< of the file
    };

    [[nodiscard]] static Result<Content> read(const QString& path);
    [[nodiscard]] static Result<QDateTime> write(const QString& path, const QByteArray& bytes,
                                                 const QDateTime& known);
    void show(const Content& content);

    Worker& m_files;
    QString m_path;
    CodeEditor* m_editor = nullptr;
    bool m_byteOrderMark = false;
    bool m_loaded = false;
    bool m_gone = false; ///< the file was deleted while it was open
    QDateTime m_modified; ///< of the file when it was read or written last
    int m_line = 0, m_column = 0; ///< where to go when it has been read
};

} // namespace athanor
