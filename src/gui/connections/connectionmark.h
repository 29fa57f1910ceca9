// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The mark of a connection's state: told apart by shape, not by colour alone. GUI thread.

#include "models/connectionsmodel.h"

class QPainter;
class QPalette;
class QRectF;

namespace athanor {

/// A full circle (connected), a ring (not looked at), a half circle (connecting), a cross (failed).
void paintConnectionState(QPainter& painter, const QRectF& square, ConnectionStatus::State state,
                          const QPalette& palette);

} // namespace athanor
