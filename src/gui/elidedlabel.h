// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A label of one line that says with "…" that there is more of its text than room, and then shows all of it
// in its tool tip. Plain text. GUI thread.

#include <QLabel>

namespace athanor {

class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    /// Where the text is cut; at its end unless set.
    void setElideMode(Qt::TextElideMode mode);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString elided() const;

    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace athanor
