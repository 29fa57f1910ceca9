// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The tabs in the centre: the history first, then one tab for each open file. GUI thread.

#include "core/error.h"

#include <QTabWidget>

#include <functional>

namespace athanor {

class EditorPage;
class Worker;

class EditorTabs : public QTabWidget {
    Q_OBJECT
public:
    /// \a files reads and writes; it outlives this widget. \a history is the first tab and is never closed.
    EditorTabs(Worker& files, QWidget* history, QWidget* parent = nullptr);

    /// Opens \a path in a tab, or shows the tab it is in; \a line and \a column are 1-based, 0: where it was.
    void open(const QString& path, int line = 0, int column = 0);
    void saveCurrent();
    /// Closes the tab shown, asking when it is not saved; the history stays.
    void closeCurrent();
    void showHistory();
    /// Files that were changed and not saved.
    [[nodiscard]] QStringList unsaved() const;
    [[nodiscard]] bool isEditorShown() const;
    /// Reads the open files again that changed on disk.
    void reloadChanged();

signals:
    void failed(const athanor::Error& error);
    void saved(const QString& path);

private:
    [[nodiscard]] EditorPage* page(int index) const;
    void close(int index);
    void updateTitle(EditorPage* page);

    Worker& m_files;
};

} // namespace athanor
