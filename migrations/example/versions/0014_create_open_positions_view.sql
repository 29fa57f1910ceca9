-- Create open_positions view
--
-- What an account holds in markets that are not settled, with what it paid.
--
-- Impact: new view; the dashboard reads it instead of its own query.
-- Risk: low, additive
-- Rollback: simple
-- Testing: compared with the dashboard's query on staging
--
-- Revision ID: 0014
-- Revises: 0013
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-15 15:45:00+00:00

-- migrate:up
CREATE VIEW open_positions AS
SELECT t.account,
       m.market_id,
       m.ticker,
       t.side,
       sum(t.quantity) AS quantity,
       round(sum(t.quantity * t.price) / sum(t.quantity), 4) AS average_price,
       sum(t.fee) AS fees
FROM trades AS t
JOIN markets AS m USING (market_id)
WHERE m.state <> 'settled' AND t.execution_environment = 'live'
GROUP BY t.account, m.market_id, m.ticker, t.side;

COMMENT ON VIEW open_positions IS 'Live holdings in markets that are not settled';

-- migrate:down
DROP VIEW IF EXISTS open_positions;
