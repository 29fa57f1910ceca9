-- Add trade fees, step 3 of 3: not null
--
-- The check is validated without blocking writes; SET NOT NULL then believes it
-- and does not scan the table.
--
-- Impact: a trade without a fee is refused.
-- Risk: medium, every version of the application in use must fill it in
-- Rollback: simple
-- Testing: staging ran a week with the new application first
--
-- Revision ID: 0013
-- Revises: 0012
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-12 10:00:00+00:00

-- migrate:up
ALTER TABLE trades ADD CONSTRAINT trades_fee_present CHECK (fee IS NOT NULL) NOT VALID;
ALTER TABLE trades VALIDATE CONSTRAINT trades_fee_present;
ALTER TABLE trades ALTER COLUMN fee SET NOT NULL;
ALTER TABLE trades DROP CONSTRAINT trades_fee_present;

-- migrate:down
ALTER TABLE trades ALTER COLUMN fee DROP NOT NULL;
