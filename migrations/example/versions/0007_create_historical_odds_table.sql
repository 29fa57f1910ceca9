-- Create historical_odds table
--
-- Closing odds of the games in historical_games, one row for each bookmaker.
--
-- Impact: new table.
-- Risk: low, additive
-- Rollback: simple, the loaded history is lost and can be loaded again
-- Testing: odds of one season loaded
-- Issue: #229
--
-- Revision ID: 0007
-- Revises: 0006
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-15 16:25:00+00:00

-- migrate:up
CREATE TABLE historical_odds (
    historical_game_id  bigint NOT NULL REFERENCES historical_games ON DELETE CASCADE,
    bookmaker           text NOT NULL,
    home_odds           numeric(8, 3) NOT NULL CHECK (home_odds > 1),
    away_odds           numeric(8, 3) NOT NULL CHECK (away_odds > 1),
    spread              numeric(5, 1),
    total               numeric(5, 1),
    closed_at           timestamptz NOT NULL,
    PRIMARY KEY (historical_game_id, bookmaker)
);

COMMENT ON COLUMN historical_odds.home_odds IS 'Decimal odds, stake included';
COMMENT ON COLUMN historical_odds.spread IS 'Points given to the home team; negative for a favourite';

-- migrate:down
DROP TABLE IF EXISTS historical_odds;
