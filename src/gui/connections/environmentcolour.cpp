// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/environmentcolour.h"

#include <QPainter>
#include <QPixmap>

#include <cmath>

namespace athanor {
namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// Relative luminance, as WCAG 2 defines it.
double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

} // namespace

Environment environmentNamed(const QList<Environment>& environments, const QString& name)
{
    for (const Environment& environment : environments) {
        if (environment.name == name)
            return environment;
    }
    Environment unknown;
    unknown.name = name;
    return unknown;
}

QColor environmentColour(const Environment& environment)
{
    const QColor colour(environment.colour);
    return colour.isValid() ? colour : QColor(Qt::gray);
}

QColor readableOn(const QColor& background)
{
    const double l = luminance(background);
    const double onWhite = 1.05 / (l + 0.05);
    const double onBlack = (l + 0.05) / 0.05;
    return onWhite >= onBlack ? Qt::white : Qt::black;
}

QIcon colourIcon(const QColor& colour)
{
    QIcon icon;
    for (const int side : {16, 32, 48}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        const double margin = side / 8.0;
        const double rest = side - 2 * margin;
        painter.drawRoundedRect(QRectF(margin, margin, rest, rest), margin, margin);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace athanor
