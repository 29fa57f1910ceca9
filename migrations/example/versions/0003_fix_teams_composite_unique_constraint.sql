-- Fix teams composite unique constraint
--
-- A team code is unique within its league only: DEN plays in more than one.
-- The old constraint refused the second.
--
-- Impact: the same code may appear in two leagues.
-- Risk: low
-- Rollback: complex once a code is used twice: the old constraint cannot come back before the second team is gone
-- Testing: second DEN inserted, upgraded and downgraded
--
-- Revision ID: 0003
-- Revises: 0002
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-10 14:05:00+00:00

-- migrate:up
ALTER TABLE teams DROP CONSTRAINT teams_team_code_key;
ALTER TABLE teams ADD CONSTRAINT teams_league_id_team_code_key UNIQUE (league_id, team_code);

-- migrate:down
ALTER TABLE teams DROP CONSTRAINT teams_league_id_team_code_key;
ALTER TABLE teams ADD CONSTRAINT teams_team_code_key UNIQUE (team_code);
