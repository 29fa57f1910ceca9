-- Create win_probability function
--
-- Elo's expected score, in one place instead of three services.
--
-- Impact: new function.
-- Risk: low, additive
-- Rollback: simple
-- Testing: compared with the Python version for 10,000 pairs of ratings
--
-- Revision ID: 0015
-- Revises: 0014
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-16 09:20:00+00:00

-- migrate:up
CREATE FUNCTION win_probability(rating numeric, opponent numeric, home_advantage numeric DEFAULT 0)
RETURNS numeric
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
RETURN round(1 / (1 + power(10, (opponent - rating - home_advantage) / 400)), 4);

COMMENT ON FUNCTION win_probability(numeric, numeric, numeric)
    IS 'Expected score of the first rating against the second, 0 to 1';

-- migrate:down
DROP FUNCTION IF EXISTS win_probability(numeric, numeric, numeric);

-- migrate:verify
SELECT win_probability(1500, 1500) = 0.5;
SELECT win_probability(1700, 1500) > 0.75;
