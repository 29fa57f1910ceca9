-- SPDX-FileCopyrightText: The Athanor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Add a column
--
-- A nullable column with its comment; takes its lock only for a moment. The way back loses the column's data.
--
-- Revision ID: add-column

-- migrate:up
-- Example: write your own statements here, then remove this line.
ALTER TABLE example ADD COLUMN note text;

COMMENT ON COLUMN example.note IS 'What the column holds';

-- migrate:down
ALTER TABLE example DROP COLUMN note;
