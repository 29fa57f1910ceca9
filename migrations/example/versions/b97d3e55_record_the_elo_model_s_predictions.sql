-- Record the Elo model's predictions
--
-- A baseline to compare other models with, from the ratings as they are. Needs
-- win_probability of the main branch.
--
-- Impact: one prediction for each game.
-- Risk: low
-- Rollback: simple, the rows are deleted
-- Testing: compared with the spreadsheet
--
-- Revision ID: b97d3e55
-- Revises: a4c81f20
-- Branch Labels:
-- Depends On: 0015
-- Create Date: 2026-01-17 10:10:00+00:00

-- migrate:up
INSERT INTO model_predictions (game_id, model_name, model_version, probability)
SELECT g.game_id, 'elo', '1.0', win_probability(home.elo, away.elo, 48)
FROM games AS g
JOIN teams AS home ON home.team_id = g.home_team_id
JOIN teams AS away ON away.team_id = g.away_team_id;

-- migrate:down
DELETE FROM model_predictions WHERE model_name = 'elo' AND model_version = '1.0';
