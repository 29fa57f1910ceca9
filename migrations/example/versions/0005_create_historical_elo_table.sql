-- Create historical_elo table
--
-- Ratings of past seasons, one row for each team and day, for training models.
--
-- Impact: new table.
-- Risk: low, additive
-- Rollback: simple, the loaded history is lost and can be loaded again
-- Testing: one season loaded in a minute
-- Issue: #229
--
-- Revision ID: 0005
-- Revises: 0004
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-15 09:10:00+00:00

-- migrate:up
CREATE TABLE historical_elo (
    elo_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id      integer NOT NULL REFERENCES teams,
    rated_on     date NOT NULL,
    season       smallint NOT NULL,
    rating       numeric(6, 1) NOT NULL,
    source       text NOT NULL,
    imported_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT historical_elo_one_a_day UNIQUE (team_id, rated_on, source)
);

CREATE INDEX historical_elo_season_idx ON historical_elo (season, team_id);

COMMENT ON TABLE historical_elo IS 'Elo ratings of past seasons, from outside sources';
COMMENT ON COLUMN historical_elo.rating IS 'Rating before the first game of that day';

-- migrate:down
DROP TABLE IF EXISTS historical_elo;
