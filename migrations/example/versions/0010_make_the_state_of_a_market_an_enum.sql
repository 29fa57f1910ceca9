-- Make the state of a market an enum
--
-- Free text let "Open" and "opened" in. The number 0009 was given to a change
-- that was withdrawn.
--
-- Impact: markets is rewritten, under an exclusive lock; a few thousand rows.
-- Risk: medium, the application must send one of the four words
-- Rollback: simple, text again
-- Testing: odd spellings counted first: none in staging or production
--
-- Revision ID: 0010
-- Revises: 0008
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-08 10:15:00+00:00

-- migrate:up
CREATE TYPE market_state AS ENUM ('open', 'halted', 'closed', 'settled');

ALTER TABLE markets ALTER COLUMN state DROP DEFAULT;
ALTER TABLE markets ALTER COLUMN state TYPE market_state USING lower(state)::market_state;
ALTER TABLE markets ALTER COLUMN state SET DEFAULT 'open';

-- migrate:down
ALTER TABLE markets ALTER COLUMN state DROP DEFAULT;
ALTER TABLE markets ALTER COLUMN state TYPE text USING state::text;
ALTER TABLE markets ALTER COLUMN state SET DEFAULT 'open'::text;

DROP TYPE market_state;

-- migrate:verify
SELECT count(*) = 0 FROM markets WHERE state IS NULL;
