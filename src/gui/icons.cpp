// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// Outside of the namespace, as Q_INIT_RESOURCE asks for: a linker drops the resources of a static library
// otherwise.
static void registerResources()
{
    static const bool kRegistered = [] {
        Q_INIT_RESOURCE(athanor);
        return true;
    }();
    Q_UNUSED(kRegistered)
}

namespace athanor {

namespace {

class LineIconEngine : public QIconEngine {
public:
    explicit LineIconEngine(QString file) : m_file(std::move(file)) { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const auto ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        auto drawn = pixmap(rect.size() * ratio, mode, state);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect, drawn);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        const auto colour = colourOf(mode);
        const auto key = QStringLiteral("athanor:%1:%2x%3:%4")
                             .arg(m_file)
                             .arg(size.width())
                             .arg(size.height())
                             .arg(colour.rgba(), 8, 16);
        QPixmap drawn;
        if (QPixmapCache::find(key, &drawn))
            return drawn;
        drawn = QPixmap(size);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        QSvgRenderer(m_file).render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(drawn.rect(), colour);
        painter.end();
        QPixmapCache::insert(key, drawn);
        return drawn;
    }

    QIconEngine* clone() const override { return new LineIconEngine(m_file); }

    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override { return size; }

    bool isNull() override { return false; }

private:
    static QColor colourOf(QIcon::Mode mode)
    {
        const auto palette = QApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        return palette.color(QPalette::Active, QPalette::ButtonText);
    }

    QString m_file;
};

} // namespace

QIcon icon(const QString& name)
{
    registerResources();
    return QIcon(new LineIconEngine(QStringLiteral(":/icons/%1.svg").arg(name)));
}

QIcon applicationIcon()
{
    registerResources();
    return QIcon(QStringLiteral(":/icons/athanor.svg"));
}

} // namespace athanor
