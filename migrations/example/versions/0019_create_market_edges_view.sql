-- Create market_edges view
--
-- Where a model and the market disagree: the first page of the morning report.
--
-- Impact: new view.
-- Risk: low, additive
-- Rollback: simple
-- Testing: compared with the report of one week
--
-- Revision ID: 0019
-- Revises: 0018
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-23 16:30:00+00:00

-- migrate:up
CREATE VIEW market_edges AS
SELECT m.market_id,
       m.ticker,
       p.model_name,
       p.model_version,
       p.probability,
       m.yes_price,
       p.probability - m.yes_price AS edge
FROM markets AS m
JOIN model_predictions AS p USING (game_id)
WHERE m.state = 'open';

COMMENT ON VIEW market_edges IS 'Probability by a model less the price of the market';

-- migrate:down
DROP VIEW IF EXISTS market_edges;
