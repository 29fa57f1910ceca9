-- Initial baseline schema
--
-- The schema as the hand-written scripts 000 to 016 left it. Databases that
-- were made by those scripts are stamped with this revision, new ones run it.
--
-- Impact: creates leagues, teams, venues, games, markets and trades.
-- Risk: low
-- Rollback: simple, drops every table; all data are lost
-- Testing: compared with a dump of the old test database
--
-- Revision ID: 0001
-- Revises:
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-05 09:00:00+00:00

-- migrate:up
CREATE TABLE leagues (
    league_id  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL UNIQUE,
    sport      text NOT NULL,
    name       text NOT NULL
);

CREATE TABLE teams (
    team_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    league_id  integer NOT NULL REFERENCES leagues,
    team_code  text NOT NULL,
    name       text NOT NULL,
    elo        numeric(6, 1) NOT NULL DEFAULT 1500.0,
    CONSTRAINT teams_team_code_key UNIQUE (team_code)
);

CREATE TABLE venues (
    venue_id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL,
    city       text NOT NULL,
    indoor     boolean NOT NULL DEFAULT false
);

CREATE TABLE games (
    game_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    league_id     integer NOT NULL REFERENCES leagues,
    venue_id      integer REFERENCES venues,
    home_team_id  integer NOT NULL REFERENCES teams,
    away_team_id  integer NOT NULL REFERENCES teams,
    starts_at     timestamptz NOT NULL,
    home_score    smallint,
    away_score    smallint,
    CONSTRAINT games_teams_differ CHECK (home_team_id <> away_team_id)
);

CREATE TABLE markets (
    market_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    game_id    bigint NOT NULL REFERENCES games,
    ticker     text NOT NULL UNIQUE,
    question   text NOT NULL,
    state      text NOT NULL DEFAULT 'open',
    yes_price  numeric(10, 4) NOT NULL,
    CONSTRAINT markets_yes_price_range CHECK (yes_price BETWEEN 0 AND 1)
);

CREATE TABLE trades (
    trade_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    market_id    bigint NOT NULL REFERENCES markets,
    account      text NOT NULL,
    side         text NOT NULL CHECK (side IN ('yes', 'no')),
    quantity     integer NOT NULL CHECK (quantity > 0),
    price        numeric(10, 4) NOT NULL CHECK (price BETWEEN 0 AND 1),
    executed_at  timestamptz NOT NULL DEFAULT now()
);

INSERT INTO leagues (code, sport, name) VALUES
    ('NFL', 'football', 'National Football League'),
    ('NBA', 'basketball', 'National Basketball Association'),
    ('NCAAF', 'football', 'College football');

INSERT INTO teams (league_id, team_code, name, elo) VALUES
    (1, 'KC', 'Kansas City', 1655.2),
    (1, 'BUF', 'Buffalo', 1640.8),
    (2, 'BOS', 'Boston', 1702.5),
    (2, 'DEN', 'Denver', 1668.0);

INSERT INTO venues (name, city, indoor) VALUES
    ('Riverside Field', 'Kansas City', false),
    ('Harbor Arena', 'Boston', true);

INSERT INTO games (league_id, venue_id, home_team_id, away_team_id, starts_at, home_score, away_score) VALUES
    (1, 1, 1, 2, '2025-11-23 18:00:00+00', 27, 24),
    (2, 2, 3, 4, '2025-12-01 00:30:00+00', NULL, NULL);

INSERT INTO markets (game_id, ticker, question, state, yes_price) VALUES
    (1, 'NFL-KC-BUF-1123', 'Does Kansas City win?', 'settled', 1.0000),
    (2, 'NBA-BOS-DEN-1201', 'Does Boston win?', 'open', 0.6150);

INSERT INTO trades (market_id, account, side, quantity, price, executed_at)
SELECT 1 + n % 2,
       CASE WHEN n % 3 = 0 THEN 'research' ELSE 'main' END,
       CASE WHEN n % 4 = 0 THEN 'no' ELSE 'yes' END,
       1 + n % 25,
       (40 + n % 30) / 100.0,
       timestamptz '2025-11-20 12:00:00+00' + n * interval '3 minutes'
FROM generate_series(1, 5000) AS n;

-- migrate:down
DROP TABLE trades;
DROP TABLE markets;
DROP TABLE games;
DROP TABLE venues;
DROP TABLE teams;
DROP TABLE leagues;
