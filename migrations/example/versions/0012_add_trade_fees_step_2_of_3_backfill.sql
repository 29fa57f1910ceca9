-- Add trade fees, step 2 of 3: backfill
--
-- In batches of 1,000, so that no row stays locked for long. Committed batch by
-- batch: may be stopped and started again, and goes on where it was.
--
-- Impact: every trade without a fee is updated once.
-- Risk: medium, writes a lot; run it outside trading hours
-- Rollback: simple, the fees are emptied again
-- Testing: timed on a copy of production; sums compared with the December report
--
-- Revision ID: 0012
-- Revises: 0011
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-12 09:30:00+00:00

-- migrate:up transaction:false
DO $$
DECLARE
    changed integer;
BEGIN
    LOOP
        UPDATE trades
        SET fee = round(0.07 * quantity * price * (1 - price), 4)
        WHERE trade_id IN (SELECT trade_id FROM trades WHERE fee IS NULL ORDER BY trade_id LIMIT 1000);
        GET DIAGNOSTICS changed = ROW_COUNT;
        EXIT WHEN changed = 0;
        RAISE NOTICE 'fees: % trades done', changed;
        COMMIT;
    END LOOP;
END;
$$;

-- migrate:down
UPDATE trades SET fee = NULL;

-- migrate:verify
SELECT count(*) = 0 FROM trades WHERE fee IS NULL;
