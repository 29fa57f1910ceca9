-- Add women's college basketball
--
-- Lookup rows for NCAAW, and a check that keeps misspelt sports out.
--
-- Impact: one league and two teams more; leagues.sport is checked.
-- Risk: low
-- Rollback: simple, removes the rows again; fails while games refer to them
-- Testing: feed of one weekend loaded
--
-- Revision ID: 0004
-- Revises: 0003
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-12 08:20:00+00:00

-- migrate:up
ALTER TABLE leagues ADD CONSTRAINT leagues_sport_known
    CHECK (sport IN ('football', 'basketball', 'baseball', 'hockey', 'soccer'));

INSERT INTO leagues (code, sport, name) VALUES ('NCAAW', 'basketball', 'Women''s college basketball');

INSERT INTO teams (league_id, team_code, name)
SELECT leagues.league_id, added.code, added.name
FROM leagues, (VALUES ('SCAR', 'South Carolina'), ('CONN', 'Connecticut')) AS added (code, name)
WHERE leagues.code = 'NCAAW';

-- migrate:down
DELETE FROM teams USING leagues WHERE teams.league_id = leagues.league_id AND leagues.code = 'NCAAW';
DELETE FROM leagues WHERE code = 'NCAAW';
ALTER TABLE leagues DROP CONSTRAINT leagues_sport_known;
