-- Add execution_environment column
--
-- Tells live trades from paper ones and from backtests. What is there already
-- was live.
--
-- Impact: trades gains a column with a constant default; no table rewrite.
-- Risk: low, additive; old versions of the application ignore it
-- Rollback: simple, live and paper trades can no longer be told apart
-- Testing: up, down, up on a copy of production
-- Issue: #241
-- References: ADR-107
--
-- Revision ID: 0008
-- Revises: 0007
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-20 13:00:00+00:00

-- migrate:up
ALTER TABLE trades
    ADD COLUMN IF NOT EXISTS execution_environment text NOT NULL DEFAULT 'live'
        CONSTRAINT trades_execution_environment_known
        CHECK (execution_environment IN ('live', 'paper', 'backtest'));

COMMENT ON COLUMN trades.execution_environment IS 'Where the trade was made: live, paper or backtest';

-- migrate:down
ALTER TABLE trades DROP COLUMN IF EXISTS execution_environment;
