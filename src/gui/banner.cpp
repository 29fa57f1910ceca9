// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/banner.h"

#include "bridge/rendercache.h"
#include "core/errortext.h"
#include "gui/appearance.h"
#include "gui/icons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

namespace athanor {

namespace {

using namespace std::chrono_literals;

constexpr int kDetailLines = 8;
constexpr int kStripe = 4;
constexpr int kLongestWord = 64;

StateColour stateOf(Banner::Kind kind)
{
    switch (kind) {
    case Banner::Kind::Information:
        return StateColour::Running;
    case Banner::Kind::Success:
        return StateColour::Done;
    case Banner::Kind::Warning:
        return StateColour::Warning;
    case Banner::Kind::Failure:
        return StateColour::Failed;
    }
    return StateColour::Pending;
}

QString iconOf(Banner::Kind kind)
{
    switch (kind) {
    case Banner::Kind::Information:
        return QStringLiteral("about");
    case Banner::Kind::Success:
        return QStringLiteral("done");
    case Banner::Kind::Warning:
        return QStringLiteral("warning");
    case Banner::Kind::Failure:
        return QStringLiteral("error");
    }
    return {};
}

/// \a text with the middle of very long words left out: a label does not wrap inside a word.
QString withShortWords(const QString& text)
{
    QString result;
    qsizetype start = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && !text.at(i).isSpace())
            continue;
        const auto word = QStringView(text).mid(start, i - start);
        if (word.size() > kLongestWord)
            result += word.first(kLongestWord / 2).toString() + u'…' + word.last(kLongestWord / 2).toString();
        else
            result += word;
        if (i < text.size())
            result += text.at(i);
        start = i + 1;
    }
    return result;
}

QToolButton* textButton(const QString& text, const QString& name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_more(textButton(tr("Details"), QStringLiteral("bannerDetails"), this))
    , m_open(textButton(tr("Open File"), QStringLiteral("bannerOpen"), this))
    , m_close(new QToolButton(this))
    , m_buttons(new QHBoxLayout)
    , m_details(new QPlainTextEdit(this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("banner"));
    setAccessibleName(tr("Message"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * kSpace, kSpace / 2, kSpace, kSpace / 2);
    auto* row = new QHBoxLayout;
    row->setSpacing(kSpace);
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(1); // a message never makes the window wider
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFocusPolicy(Qt::ClickFocus);
    m_more->setCheckable(true);
    m_close->setObjectName(QStringLiteral("bannerClose"));
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close (Escape)"));
    m_close->setIcon(icon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::TabFocus);
    m_details->setObjectName(QStringLiteral("bannerDetailsText"));
    m_details->setAccessibleName(tr("Details"));
    m_details->setReadOnly(true);
    m_details->setFont(monospacedFont());
    m_details->setFixedHeight(m_details->fontMetrics().lineSpacing() * kDetailLines);
    m_details->setTabChangesFocus(true);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addLayout(m_buttons);
    row->addWidget(m_open);
    row->addWidget(m_more);
    row->addWidget(m_close);
    column->addLayout(row);
    column->addWidget(m_details);
    m_timer->setSingleShot(true);
    m_timer->setInterval(10s);
    connect(m_timer, &QTimer::timeout, this, &Banner::clear);
    connect(m_close, &QToolButton::clicked, this, &Banner::dismiss);
    connect(m_more, &QToolButton::toggled, this, &Banner::unfold);
    connect(m_open, &QToolButton::clicked, this,
            [this] { emit openFile(m_error.file, m_error.line, m_error.column); });
    clear();
}

void Banner::show(Kind kind, const QString& text, const QString& details, const QString& topic)
{
    clear();
    m_kind = kind;
    m_topic = topic;
    m_icon->setPixmap(icon(iconOf(kind)).pixmap(QSize(16, 16), devicePixelRatio()));
    const auto shown = withShortWords(text);
    const auto whole = details.isEmpty() && shown != text ? text : details;
    m_text->setText(shown);
    m_details->setPlainText(whole);
    m_more->setVisible(!whole.isEmpty());
    if (kind == Kind::Success)
        m_timer->start();
    setVisible(true);
    update();
}

void Banner::show(const Error& error, const QString& topic)
{
    const auto all = errorText(error);
    auto text = error.message;
    if (!error.file.isEmpty()) {
        const auto file = RenderCache::shownName(error.file);
        text = error.line > 0 ? tr("%1, line %2: %3").arg(file, QString::number(error.line), text)
                              : tr("%1: %2").arg(file, text);
    }
    show(Kind::Failure, error.hint.isEmpty() ? text : text + u'\n' + error.hint, all, topic);
    m_error = error;
    m_open->setVisible(!error.file.isEmpty());
}

void Banner::addAction(QAction* action)
{
    auto* button = textButton({}, QStringLiteral("bannerAction"), this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_buttons->addWidget(button);
}

void Banner::clearTopic(const QString& topic)
{
    if (m_topic == topic)
        clear();
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

QString Banner::details() const
{
    return isHidden() ? QString() : m_details->toPlainText();
}

void Banner::clear()
{
    m_timer->stop();
    m_error = {};
    m_topic.clear();
    m_open->setVisible(false);
    m_more->setChecked(false);
    m_details->setVisible(false);
    while (auto* item = m_buttons->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    setVisible(false);
}

void Banner::dismiss()
{
    const auto topic = m_topic;
    clear();
    emit dismissed(topic);
}

void Banner::unfold(bool unfolded)
{
    m_timer->stop();
    m_details->setVisible(unfolded);
}

void Banner::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, kStripe, height()), stateColour(stateOf(m_kind), palette()));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

void Banner::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace athanor
