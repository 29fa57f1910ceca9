// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/screenshot.h"

#include "gui/mainwindow.h"

#include <QApplication>
#include <QDialog>
#include <QFileInfo>
#include <QPainter>

#include <chrono>

namespace athanor {

namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 50ms;
constexpr qint64 kQuiet = 400; ///< milliseconds without work before the window counts as settled
constexpr qint64 kDialogTime = 1500; ///< for a dialog to make its plan
constexpr qint64 kMost = 60'000;

} // namespace

Screenshot::Screenshot(MainWindow& window, QString file, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_file(std::move(file))
{
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start();
    m_sinceStart.start();
    m_quietSince.start();
}

void Screenshot::look()
{
    if (m_sinceStart.elapsed() > kMost) {
        m_timer.stop();
        emit finished(tr("The window did not come to rest within a minute"));
        return;
    }
    if (!m_window.isSettled()) {
        m_quietSince.restart();
        return;
    }
    if (!m_settled && m_quietSince.elapsed() > kQuiet) {
        m_settled = true;
        m_quietSince.restart();
        emit settled();
        return;
    }
    const auto wait = QApplication::activeModalWidget() ? kDialogTime : kQuiet;
    if (m_settled && m_quietSince.elapsed() > wait)
        take();
}

void Screenshot::take()
{
    m_timer.stop();
    auto picture = m_window.grab();
    QPainter painter(&picture);
    for (auto* dialog : m_window.findChildren<QDialog*>()) {
        if (!dialog->isVisible())
            continue;
        const auto shown = dialog->grab();
        const auto size = dialog->size();
        const QPoint corner((m_window.width() - size.width()) / 2, (m_window.height() - size.height()) / 2);
        painter.fillRect(m_window.rect(), QColor(0, 0, 0, 60));
        painter.drawPixmap(corner, shown);
        painter.setPen(dialog->palette().color(QPalette::Mid));
        painter.drawRect(QRect(corner, size).adjusted(-1, -1, 0, 0));
    }
    painter.end();
    if (picture.save(m_file, "PNG"))
        emit finished({});
    else
        emit finished(
            tr("The picture cannot be written to %1: check that its folder exists and may be written to")
                .arg(QFileInfo(m_file).absoluteFilePath()));
}

} // namespace athanor
