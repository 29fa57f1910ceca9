// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A finished libpq result behind QtSql's interface, so that callers read rows with QSqlQuery. Owns the
// result and needs no connection any more. On one thread at a time.

#include <QSqlDriver>
#include <QSqlResult>

#include <memory>

struct pg_result;

namespace athanor {

struct ClearResult {
    void operator()(pg_result* result) const;
};

using ResultHandle = std::unique_ptr<pg_result, ClearResult>;

class QueryResult : public QSqlResult {
public:
    QueryResult(ResultHandle result, const QString& sql);

protected:
    QVariant data(int column) override;
    bool isNull(int column) override;
    bool reset(const QString& sql) override;
    bool fetch(int row) override;
    bool fetchFirst() override;
    bool fetchLast() override;
    int size() override;
    int numRowsAffected() override;
    [[nodiscard]] QSqlRecord record() const override;
    [[nodiscard]] QVariant handle() const override;

private:
    QueryResult(ResultHandle result, const QString& sql, std::unique_ptr<QSqlDriver> driver);
    std::unique_ptr<QSqlDriver> m_driver; // QSqlQuery asks it what a result can do
    ResultHandle m_result;
};

} // namespace athanor
