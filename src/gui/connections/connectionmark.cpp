// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectionmark.h"

#include "gui/appearance.h"

#include <QPainter>

namespace athanor {

void paintConnectionState(QPainter& painter, const QRectF& square, ConnectionStatus::State state,
                          const QPalette& palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double line = square.width() / 8;
    const QRectF circle = square.adjusted(line, line, -line, -line);
    const auto pen = [&](StateColour colour) {
        return QPen(stateColour(colour, palette), line * 1.5, Qt::SolidLine, Qt::RoundCap);
    };
    switch (state) {
    case ConnectionStatus::State::Connected:
        painter.setPen(Qt::NoPen);
        painter.setBrush(stateColour(StateColour::Done, palette));
        painter.drawEllipse(circle);
        break;
    case ConnectionStatus::State::Checking:
        painter.setPen(pen(StateColour::Running));
        painter.drawEllipse(circle);
        painter.setBrush(stateColour(StateColour::Running, palette));
        painter.drawPie(circle, 90 * 16, 180 * 16);
        break;
    case ConnectionStatus::State::Failed:
        painter.setPen(pen(StateColour::Failed));
        painter.drawLine(circle.topLeft(), circle.bottomRight());
        painter.drawLine(circle.topRight(), circle.bottomLeft());
        break;
    case ConnectionStatus::State::Unknown:
        painter.setPen(pen(StateColour::Pending));
        painter.drawEllipse(circle);
        break;
    }
    painter.restore();
}

} // namespace athanor
