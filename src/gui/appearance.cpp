// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/appearance.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleHints>
#include <QStyleOption>

#include <array>

namespace athanor {

namespace {

bool systemIsDark(const QPalette& systemPalette)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    return isDark(systemPalette);
}

void setAll(QPalette& palette, QPalette::ColorRole role, const char* colour, const char* disabled)
{
    palette.setColor(QPalette::Active, role, QColor(QLatin1String(colour)));
    palette.setColor(QPalette::Inactive, role, QColor(QLatin1String(colour)));
    palette.setColor(QPalette::Disabled, role, QColor(QLatin1String(disabled)));
}

QPalette lightPalette()
{
    QPalette p;
    setAll(p, QPalette::Window, "#f3f4f5", "#f3f4f5");
    setAll(p, QPalette::WindowText, "#1f2328", "#8b9199");
    setAll(p, QPalette::Base, "#ffffff", "#f8f9fa");
    setAll(p, QPalette::AlternateBase, "#f7f8f9", "#f7f8f9");
    setAll(p, QPalette::Text, "#1f2328", "#8b9199");
    setAll(p, QPalette::Button, "#eceef0", "#f3f4f5");
    setAll(p, QPalette::ButtonText, "#2b3138", "#a3a9b0");
    setAll(p, QPalette::BrightText, "#ffffff", "#ffffff");
    setAll(p, QPalette::Highlight, "#d5e3f5", "#e4e6e9");
    setAll(p, QPalette::HighlightedText, "#12161b", "#6b727a");
    setAll(p, QPalette::Link, "#0b57a4", "#8b9199");
    setAll(p, QPalette::LinkVisited, "#0b57a4", "#8b9199");
    setAll(p, QPalette::ToolTipBase, "#ffffff", "#ffffff");
    setAll(p, QPalette::ToolTipText, "#1f2328", "#1f2328");
    setAll(p, QPalette::PlaceholderText, "#6b727a", "#a3a9b0");
    setAll(p, QPalette::Light, "#ffffff", "#ffffff");
    setAll(p, QPalette::Midlight, "#e6e8eb", "#e6e8eb");
    setAll(p, QPalette::Mid, "#c5c9ce", "#c5c9ce");
    setAll(p, QPalette::Dark, "#a8adb4", "#a8adb4");
    setAll(p, QPalette::Shadow, "#7f858c", "#7f858c");
    return p;
}

QPalette darkPalette()
{
    QPalette p;
    setAll(p, QPalette::Window, "#24272b", "#24272b");
    setAll(p, QPalette::WindowText, "#dfe3e8", "#777e87");
    setAll(p, QPalette::Base, "#1b1d20", "#212327");
    setAll(p, QPalette::AlternateBase, "#202327", "#202327");
    setAll(p, QPalette::Text, "#dfe3e8", "#777e87");
    setAll(p, QPalette::Button, "#2f3338", "#292c30");
    setAll(p, QPalette::ButtonText, "#d3d8de", "#686f77");
    setAll(p, QPalette::BrightText, "#ffffff", "#ffffff");
    setAll(p, QPalette::Highlight, "#2f4a6b", "#35393f");
    setAll(p, QPalette::HighlightedText, "#f2f5f8", "#9aa1a9");
    setAll(p, QPalette::Link, "#7fb4ee", "#777e87");
    setAll(p, QPalette::LinkVisited, "#7fb4ee", "#777e87");
    setAll(p, QPalette::ToolTipBase, "#2f3338", "#2f3338");
    setAll(p, QPalette::ToolTipText, "#dfe3e8", "#dfe3e8");
    setAll(p, QPalette::PlaceholderText, "#8d949d", "#686f77");
    setAll(p, QPalette::Light, "#3a3f45", "#3a3f45");
    setAll(p, QPalette::Midlight, "#34383e", "#34383e");
    setAll(p, QPalette::Mid, "#43484f", "#43484f");
    setAll(p, QPalette::Dark, "#17191b", "#17191b");
    setAll(p, QPalette::Shadow, "#0d0e10", "#0d0e10");
    return p;
}

} // namespace

namespace {

/// Whether \a option is of a widget that has the focus and somebody who uses the keyboard.
bool isFocused(const QStyleOption& option)
{
    constexpr auto focused = QStyle::State_HasFocus | QStyle::State_KeyboardFocusChange;
    return (option.state & focused) == focused;
}

void drawFocusRing(QPainter& painter, const QStyleOption& option)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(option.palette.color(QPalette::Link), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 2, 2);
    painter.restore();
}

/// Fusion, with buttons that say with words alone what they do, in every dialog alike, and a ring around what
/// the keyboard goes to: Fusion's own is made of the selection's colour, which is too pale for it.
class Style : public QProxyStyle {
public:
    Style() : QProxyStyle(QStringLiteral("Fusion")) { setObjectName(kStyleName); }

    static inline const QString kStyleName = QStringLiteral("athanor");

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override
    {
        return hint == SH_DialogButtonBox_ButtonsHaveIcons
            ? 0
            : QProxyStyle::styleHint(hint, option, widget, data);
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        const bool inView = qobject_cast<const QAbstractItemView*>(widget);
        if (element != PE_FrameFocusRect || inView)
            QProxyStyle::drawPrimitive(element, option, painter, widget);
        if ((element == PE_PanelButtonCommand || element == PE_FrameFocusRect) && !inView
            && isFocused(*option))
            drawFocusRing(*painter, *option);
    }

    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override
    {
        QProxyStyle::drawControl(element, option, painter, widget);
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (element == CE_ShapedFrame && frame && frame->frameShape == QFrame::StyledPanel
            && isFocused(*option))
            drawFocusRing(*painter, *option);
    }

    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override
    {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        if (control == CC_ComboBox && isFocused(*option))
            drawFocusRing(*painter, *option);
    }
};

} // namespace

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

void applyAppearance(QApplication& application, Appearance appearance)
{
    application.setPalette(QPalette()); // the desktop's own, before ours covers it
    const auto dark = appearance == Appearance::Dark
        || (appearance == Appearance::System && systemIsDark(application.palette()));
    if (application.style()->objectName() != Style::kStyleName)
        application.setStyle(new Style);
    application.setPalette(dark ? darkPalette() : lightPalette());
}

QColor stateColour(StateColour state, const QPalette& palette)
{
    const auto dark = isDark(palette);
    switch (state) {
    case StateColour::Done:
        return dark ? QColor(0x6c, 0xc0, 0x7f) : QColor(0x1a, 0x7f, 0x37);
    case StateColour::Failed:
        return dark ? QColor(0xf0, 0x7f, 0x78) : QColor(0xb4, 0x23, 0x18);
    case StateColour::Warning:
        return dark ? QColor(0xe0, 0xae, 0x52) : QColor(0x8a, 0x5a, 0x00);
    case StateColour::Running:
        return dark ? QColor(0x7f, 0xb4, 0xee) : QColor(0x0b, 0x57, 0xa4);
    case StateColour::Pending:
        return palette.color(QPalette::PlaceholderText);
    }
    return palette.color(QPalette::Text);
}

QColor laneColour(int index, const QPalette& palette)
{
    // Branch lines differ by hue only so that the eye can follow them; no meaning is carried by it.
    static constexpr std::array<int, 6> kHues{212, 268, 32, 176, 330, 96};
    const auto hue = kHues.at(static_cast<std::size_t>(qAbs(index)) % kHues.size());
    return isDark(palette) ? QColor::fromHsl(hue, 90, 160) : QColor::fromHsl(hue, 100, 105);
}

QFont monospacedFont()
{
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

} // namespace athanor
