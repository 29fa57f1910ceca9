// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads the free text that introduces a revision: the comment of a SQL file, the docstring of a Python one.
// Any thread; used line by line.
//
// The first paragraph is the message. Alembic's labels (Revision ID, Revises, Branch Labels, Depends On,
// Create Date) count wherever they stand, without regard to case; lists go on in lines indented by two or
// more. After the message a line "Name: value" (a name of at most three words that starts with a capital)
// is a field, and goes on to the next blank line, field or label. Licence lines ("SPDX-...") are left out.
// All else is notes.

#include "core/revision.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QVarLengthArray>

#include <array>

namespace athanor {

enum class HeaderLabel { RevisionId, Revises, BranchLabels, DependsOn, CreateDate };
inline constexpr int kHeaderLabelCount = 5;

/// "Revision ID", "Revises", ...
[[nodiscard]] QString headerLabelName(HeaderLabel label);

/// "Name: value" split at its colon.
struct HeaderLine {
    QByteArrayView name, value;
    int label = -1; ///< a HeaderLabel, or -1 for a field
};

/// The parts of \a text (no line end), an empty name when it is not such a line.
[[nodiscard]] HeaderLine splitHeaderLine(QByteArrayView text);

/// A text that is a part of the file as long as it is one piece, so that most headers copy nothing.
class HeaderText {
public:
    HeaderText() = default;

    explicit HeaderText(QByteArrayView piece) : m_piece(piece) { }

    void append(char separator, QByteArrayView piece);

    [[nodiscard]] bool isEmpty() const { return view().isEmpty(); }

    [[nodiscard]] QByteArrayView view() const { return m_joined.isNull() ? m_piece : m_joined; }

private:
    QByteArrayView m_piece;
    QByteArray m_joined; ///< null as long as there is one piece
};

/// Refers to the lines it was given: they must outlive it.
class RevisionHeader {
public:
    /// One line without comment prefix and line end. \a offset is kept to place errors.
    void addLine(QByteArrayView text, qsizetype offset);
    void addBlankLine();

    /// Stores message, notes, fields and date into \a revision.
    void storeText(Revision& revision) const;
    /// The value of a label, trimmed; empty when absent.
    [[nodiscard]] QString value(HeaderLabel label) const;
    /// The value of a label split at its commas.
    [[nodiscard]] QStringList list(HeaderLabel label) const;

    /// Where the label stands, -1 when it is absent.
    [[nodiscard]] qsizetype offset(HeaderLabel label) const { return m_labels[index(label)].offset; }

    /// The label that stands twice and where, -1 when none does.
    [[nodiscard]] int duplicate() const { return m_duplicate; }

    [[nodiscard]] qsizetype duplicateOffset() const { return m_duplicateOffset; }

private:
    struct Label {
        HeaderText value;
        qsizetype offset = -1;
    };

    static std::size_t index(HeaderLabel label) { return static_cast<std::size_t>(label); }

    void addLabel(const HeaderLine& line, qsizetype offset);

    enum class Part { BeforeMessage, Message, Body };
    Part m_part = Part::BeforeMessage;
    int m_openLabel = -1; ///< the label that an indented line continues
    bool m_fieldOpen = false; ///< the last field goes on
    HeaderText m_message;
    QByteArray m_notes;
    QVarLengthArray<std::pair<QByteArrayView, HeaderText>, 6> m_fields; ///< by name
    std::array<Label, kHeaderLabelCount> m_labels;
    int m_duplicate = -1;
    qsizetype m_duplicateOffset = -1;
};

/// A date as Alembic writes it ("2025-12-07 10:30:00.123456+00:00", shorter forms too); local time when it
/// names no offset, invalid when it is no date.
[[nodiscard]] QDateTime parseCreateDate(QByteArrayView text);
/// "+01:00": how far the zone of \a date is from UTC, as Alembic writes it.
[[nodiscard]] QString utcOffsetText(const QDateTime& date);

} // namespace athanor
