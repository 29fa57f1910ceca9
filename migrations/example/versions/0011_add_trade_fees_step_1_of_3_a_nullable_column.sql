-- Add trade fees, step 1 of 3: a nullable column
--
-- The fee was worked out by every report again. First the column, empty, so
-- that old versions of the application go on working.
--
-- Impact: trades gains a nullable column.
-- Risk: low, additive
-- Rollback: simple
-- Testing: up, down, up on a copy of staging
--
-- Revision ID: 0011
-- Revises: 0010
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-12 09:00:00+00:00

-- migrate:up
ALTER TABLE trades ADD COLUMN IF NOT EXISTS fee numeric(10, 4);

COMMENT ON COLUMN trades.fee IS 'Fee of the exchange for the whole trade, in dollars';

-- migrate:down
ALTER TABLE trades DROP COLUMN IF EXISTS fee;
