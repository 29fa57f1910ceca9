-- SPDX-FileCopyrightText: The Athanor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Create an index without blocking writes
--
-- Builds the index concurrently, outside of a transaction, in both directions. A build that failed leaves an
-- invalid index behind; the first statement removes it, so that the revision can simply be run again.
--
-- Revision ID: index-concurrently

-- migrate:up transaction:false
-- Example: write your own statements here, then remove this line.
DROP INDEX CONCURRENTLY IF EXISTS example_name_idx;
CREATE INDEX CONCURRENTLY example_name_idx ON example (name);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY IF EXISTS example_name_idx;
