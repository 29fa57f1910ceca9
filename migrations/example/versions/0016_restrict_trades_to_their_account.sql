-- Restrict trades to their account
--
-- A session sees the trades of the account it sets in trading.account. Owners
-- and superusers see everything, as before.
--
-- Impact: rows are hidden from roles that do not set trading.account.
-- Risk: high, a service that forgets the setting sees no trades
-- Rollback: simple, everything is visible again
-- Testing: each service's role tried on staging
--
-- Revision ID: 0016
-- Revises: 0015
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-19 11:00:00+00:00

-- migrate:up
ALTER TABLE trades ENABLE ROW LEVEL SECURITY;

CREATE POLICY trades_of_account ON trades
    USING (account = current_setting('trading.account', true))
    WITH CHECK (account = current_setting('trading.account', true));

COMMENT ON POLICY trades_of_account ON trades IS 'The account is set by SET trading.account';

-- migrate:down
DROP POLICY IF EXISTS trades_of_account ON trades;
ALTER TABLE trades DISABLE ROW LEVEL SECURITY;
