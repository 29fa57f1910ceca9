// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runmodel.h"

#include "core/errortext.h"
#include "models/runmodelitem.h"

namespace athanor {

namespace {

QString noticeText(const Notice& notice)
{
    return notice.severity.isEmpty() ? notice.message
                                     : notice.severity + QStringLiteral(": ") + notice.message;
}

} // namespace

RunModel::RunModel(QObject* parent) : QAbstractItemModel(parent), m_root(std::make_unique<Item>()) { }

RunModel::~RunModel() = default;

void RunModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
}

void RunModel::beginRun(const QString& title, const QString& environment)
{
    auto run = std::make_unique<Item>();
    run->kind = ItemKind::Run;
    run->state = ItemState::Running;
    run->name = title;
    run->environment = environment;
    run->result = tr("started %1").arg(exactTime(m_clock()));
    m_lastError = nullptr;
    m_run = addChild(m_root.get(), std::move(run));
}

void RunModel::append(const RunEvent& event)
{
    if (!m_run)
        beginRun(tr("Run"), {});
    std::visit([this](const auto& value) { on(value); }, event);
}

void RunModel::clear()
{
    if (m_run && m_run->state == ItemState::Running) {
        if (m_run->row == 0)
            return;
        beginRemoveRows({}, 0, m_run->row - 1);
        m_root->children.erase(m_root->children.begin(), m_root->children.begin() + m_run->row);
        m_run->row = 0;
        endRemoveRows();
        return;
    }
    beginResetModel();
    m_root = std::make_unique<Item>();
    m_run = nullptr;
    m_lastError = nullptr;
    endResetModel();
}

std::pair<int, int> RunModel::progress() const
{
    return m_run ? std::pair(m_run->stepsDone, int(m_run->steps.size())) : std::pair(0, 0);
}

QModelIndex RunModel::lastError() const
{
    return m_lastError ? indexOf(m_lastError) : QModelIndex();
}

QModelIndex RunModel::stepIndex(int number) const
{
    const Item* found = step(number);
    return found ? indexOf(found) : QModelIndex();
}

QModelIndex RunModel::statementIndex(int number, int statementNumber) const
{
    const Item* found = statement(number, statementNumber);
    return found ? indexOf(found) : QModelIndex();
}

RunModel::Item* RunModel::item(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Item*>(index.internalPointer()) : m_root.get();
}

QModelIndex RunModel::indexOf(const Item* item) const
{
    return item == m_root.get() ? QModelIndex() : createIndex(item->row, 0, const_cast<Item*>(item));
}

RunModel::Item* RunModel::step(int step) const
{
    return m_run && step >= 0 && step < int(m_run->steps.size()) ? m_run->steps[size_t(step)] : nullptr;
}

RunModel::Item* RunModel::statement(int stepNumber, int statement) const
{
    const Item* parent = step(stepNumber);
    return parent && statement >= 0 && statement < int(parent->statements.size())
        ? parent->statements[size_t(statement)]
        : nullptr;
}

RunModel::Item* RunModel::addChild(Item* parent, std::unique_ptr<Item> child)
{
    return insertChild(parent, int(parent->children.size()), std::move(child));
}

RunModel::Item* RunModel::insertChild(Item* parent, int row, std::unique_ptr<Item> child)
{
    child->parent = parent;
    beginInsertRows(indexOf(parent), row, row);
    parent->children.insert(parent->children.begin() + row, std::move(child));
    for (int i = row; i < int(parent->children.size()); ++i)
        parent->children[size_t(i)]->row = i;
    endInsertRows();
    return parent->children[size_t(row)].get();
}

void RunModel::changed(const Item* item)
{
    const QModelIndex index = indexOf(item);
    emit dataChanged(index, index.siblingAtColumn(ColumnCount - 1));
}

QModelIndex RunModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, item(parent)->children[size_t(row)].get());
}

QModelIndex RunModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(item(child)->parent) : QModelIndex();
}

int RunModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : int(item(parent)->children.size());
}

int RunModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QString RunModel::nameText(const Item& item)
{
    switch (item.kind) {
    case ItemKind::Statement:
        return plainLine(item.sql, 200);
    case ItemKind::Notice:
        return plainLine(noticeText(item.shownNotice()));
    case ItemKind::Error:
        return plainLine(errorSummary(item.error));
    case ItemKind::Omitted: {
        const qint64 count = item.parent->noticeCount - kFirstNotices - qint64(item.parent->lastItems.size());
        return tr("%1 notices between these are not kept").arg(count);
    }
    default:
        return plainLine(item.name);
    }
}

QVariant RunModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Item& shown = *item(index);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == NameColumn)
            return nameText(shown);
        if (index.column() == ResultColumn)
            return shown.result;
        return shown.elapsed ? durationText(*shown.elapsed) : QString();
    case Qt::AccessibleTextRole:
        return shown.result.isEmpty() ? nameText(shown)
                                      : nameText(shown) + QStringLiteral(", ") + shown.result;
    case KindRole:
        return int(shown.kind);
    case StateRole:
        return int(shown.state);
    case FilePathRole:
        return shown.file;
    case SourceFileRole:
        return shown.sourceFile;
    case SourceLineRole:
        return shown.sourceLine;
    case LineRole:
        return shown.line;
    case ColumnRole:
        return shown.column;
    case ErrorRole:
        return shown.kind == ItemKind::Error ? QVariant::fromValue(shown.error) : QVariant();
    case SqlRole:
        return shown.sql;
    case EnvironmentRole:
        return shown.environment;
    default:
        return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Run");
    case ResultColumn:
        return tr("Result");
    case TimeColumn:
        return tr("Time");
    default:
        return {};
    }
}

void RunModel::writeText(const Item& item, int depth, QStringList& lines)
{
    const QString indent(depth * 2, u' ');
    QString text = item.kind == ItemKind::Error ? errorText(item.error) : nameText(item);
    if (!item.result.isEmpty())
        text += QStringLiteral("  [") + item.result + u']';
    if (item.elapsed)
        text += QStringLiteral("  ") + durationText(*item.elapsed);
    for (const QString& line : text.split(u'\n'))
        lines.append(indent + line);
    for (const auto& child : item.children)
        writeText(*child, depth + 1, lines);
}

QString RunModel::toText() const
{
    QStringList lines;
    for (const auto& run : m_root->children)
        writeText(*run, 0, lines);
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

} // namespace athanor
