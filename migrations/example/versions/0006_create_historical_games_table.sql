-- Create historical_games table
--
-- Results of past seasons. Kept apart from games: other sources, other rules.
--
-- Impact: new table.
-- Risk: low, additive
-- Rollback: simple, the loaded history is lost and can be loaded again
-- Testing: one season loaded, scores compared with the source
-- Issue: #229
--
-- Revision ID: 0006
-- Revises: 0005
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-15 11:40:00+00:00

-- migrate:up
CREATE TABLE historical_games (
    historical_game_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    league_id           integer NOT NULL REFERENCES leagues,
    season              smallint NOT NULL,
    played_on           date NOT NULL,
    home_team_id        integer NOT NULL REFERENCES teams,
    away_team_id        integer NOT NULL REFERENCES teams,
    home_score          smallint NOT NULL,
    away_score          smallint NOT NULL,
    neutral_site        boolean NOT NULL DEFAULT false,
    playoff             boolean NOT NULL DEFAULT false,
    CONSTRAINT historical_games_once UNIQUE (played_on, home_team_id, away_team_id)
);

CREATE INDEX historical_games_season_idx ON historical_games (league_id, season);

COMMENT ON TABLE historical_games IS 'Results of past seasons';

-- migrate:down
DROP TABLE IF EXISTS historical_games;
