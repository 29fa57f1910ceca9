// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/queryresult.h"

#include <QDateTime>
#include <QSqlField>
#include <QSqlRecord>
#include <QVariant>

#include <libpq-fe.h>

Q_DECLARE_OPAQUE_POINTER(pg_result*)

namespace athanor {

namespace {

// Fixed numbers of pg_type.
enum TypeId : Oid {
    kBool = 16,
    kBytea = 17,
    kInt8 = 20,
    kInt2 = 21,
    kInt4 = 23,
    kOid = 26,
    kFloat4 = 700,
    kFloat8 = 701,
    kDate = 1082,
    kTimestamp = 1114,
    kTimestampTz = 1184,
};

/// Only answers what results can do; it has no connection.
class ResultDriver : public QSqlDriver {
public:
    [[nodiscard]] bool hasFeature(DriverFeature feature) const override
    {
        return feature == QuerySize || feature == Unicode || feature == BLOB;
    }

    bool open(const QString&, const QString&, const QString&, const QString&, int, const QString&) override
    {
        return false;
    }

    void close() override { }

    [[nodiscard]] QSqlResult* createResult() const override { return nullptr; }
};

QMetaType metaTypeOf(Oid type)
{
    switch (type) {
    case kBool:
        return QMetaType(QMetaType::Bool);
    case kInt2:
    case kInt4:
        return QMetaType(QMetaType::Int);
    case kInt8:
    case kOid:
        return QMetaType(QMetaType::LongLong);
    case kFloat4:
    case kFloat8:
        return QMetaType(QMetaType::Double);
    case kBytea:
        return QMetaType(QMetaType::QByteArray);
    case kDate:
        return QMetaType(QMetaType::QDate);
    case kTimestamp:
    case kTimestampTz:
        return QMetaType(QMetaType::QDateTime);
    default:
        return QMetaType(QMetaType::QString);
    }
}

QVariant binary(const char* text)
{
    size_t length = 0;
    unsigned char* bytes = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &length);
    const QByteArray copy(reinterpret_cast<const char*>(bytes), qsizetype(length));
    PQfreemem(bytes);
    return copy;
}

/// "2025-12-07 10:30:00.5+05:30"; the offset may have hours only, which Qt does not read.
QVariant dateTime(QString text)
{
    if (text.size() > 3 && (text.at(text.size() - 3) == u'+' || text.at(text.size() - 3) == u'-'))
        text += QStringLiteral(":00");
    const auto parsed = QDateTime::fromString(text.replace(10, 1, u'T'), Qt::ISODateWithMs);
    return parsed.isValid() ? QVariant(parsed) : QVariant(text); // infinity, years before Christ
}

} // namespace

void ClearResult::operator()(pg_result* result) const
{
    PQclear(result);
}

QueryResult::QueryResult(ResultHandle result, const QString& sql)
    : QueryResult(std::move(result), sql, std::make_unique<ResultDriver>())
{
}

QueryResult::QueryResult(ResultHandle result, const QString& sql, std::unique_ptr<QSqlDriver> driver)
    : QSqlResult(driver.get())
    , m_driver(std::move(driver))
    , m_result(std::move(result))
{
    setQuery(sql);
    setSelect(PQresultStatus(m_result.get()) == PGRES_TUPLES_OK);
    setActive(true);
    setAt(QSql::BeforeFirstRow);
}

QVariant QueryResult::data(int column)
{
    const auto type = PQftype(m_result.get(), column);
    if (column < 0 || column >= PQnfields(m_result.get()) || at() < 0)
        return {};
    if (PQgetisnull(m_result.get(), at(), column))
        return QVariant(metaTypeOf(type));
    const char* text = PQgetvalue(m_result.get(), at(), column);
    switch (type) {
    case kBool:
        return text[0] == 't';
    case kInt2:
    case kInt4:
        return QByteArray(text).toInt();
    case kInt8:
    case kOid:
        return QByteArray(text).toLongLong();
    case kFloat4:
    case kFloat8:
        return QByteArray(text).toDouble();
    case kBytea:
        return binary(text);
    case kDate:
        return QDate::fromString(QString::fromUtf8(text), Qt::ISODate);
    case kTimestamp:
    case kTimestampTz:
        return dateTime(QString::fromUtf8(text));
    default: // also numeric: a double would lose digits
        return QString::fromUtf8(text);
    }
}

bool QueryResult::isNull(int column)
{
    return column < 0 || column >= PQnfields(m_result.get()) || at() < 0
        || PQgetisnull(m_result.get(), at(), column);
}

bool QueryResult::reset(const QString&)
{
    return false; // queries are run by Session only
}

bool QueryResult::fetch(int row)
{
    if (row < 0 || row >= size())
        return false;
    setAt(row);
    return true;
}

bool QueryResult::fetchFirst()
{
    return fetch(0);
}

bool QueryResult::fetchLast()
{
    return fetch(size() - 1);
}

int QueryResult::size()
{
    return PQntuples(m_result.get());
}

int QueryResult::numRowsAffected()
{
    return QByteArray(PQcmdTuples(m_result.get())).toInt();
}

QSqlRecord QueryResult::record() const
{
    QSqlRecord record;
    for (int column = 0; column < PQnfields(m_result.get()); ++column) {
        QSqlField field(QString::fromUtf8(PQfname(m_result.get(), column)),
                        metaTypeOf(PQftype(m_result.get(), column)));
        if (at() >= 0)
            field.setValue(const_cast<QueryResult*>(this)->data(column));
        record.append(field);
    }
    return record;
}

QVariant QueryResult::handle() const
{
    return QVariant::fromValue(m_result.get());
}

} // namespace athanor
