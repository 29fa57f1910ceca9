-- Index trades by market and time
--
-- The market page reads the latest trades of one market. Built without blocking
-- writes, hence outside a transaction; IF NOT EXISTS is left out on purpose: an
-- invalid index of an interrupted build must be dropped first, not kept.
--
-- Impact: faster market page; some more work for each insert.
-- Risk: low, needs disk space and time
-- Rollback: simple
-- Testing: built in 40 s on a copy of production
--
-- Revision ID: 0017
-- Revises: 0016
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-20 07:30:00+00:00

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY trades_market_id_executed_at_idx ON trades (market_id, executed_at DESC);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY IF EXISTS trades_market_id_executed_at_idx;

-- migrate:verify
SELECT indisvalid FROM pg_index WHERE indexrelid = 'trades_market_id_executed_at_idx'::regclass;
