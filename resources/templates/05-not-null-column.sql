-- SPDX-FileCopyrightText: The Athanor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Add a required column
--
-- Adds the column as nullable, fills it in batches that commit on their own, proves that nothing is missing
-- without blocking writes, and only then sets NOT NULL. Runs outside of a transaction; each statement can be
-- run again.
--
-- Revision ID: not-null-column

-- migrate:up transaction:false
-- Example: write your own statements here, then remove this line.
ALTER TABLE example ADD COLUMN IF NOT EXISTS status text;
ALTER TABLE example ALTER COLUMN status SET DEFAULT 'new';

DO $$
DECLARE
    filled bigint;
BEGIN
    LOOP
        UPDATE example SET status = 'new'
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM example WHERE status IS NULL LIMIT 10000));
        GET DIAGNOSTICS filled = ROW_COUNT;
        EXIT WHEN filled = 0;
        COMMIT;
    END LOOP;
END
$$;

ALTER TABLE example DROP CONSTRAINT IF EXISTS example_status_present;
ALTER TABLE example ADD CONSTRAINT example_status_present CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE example VALIDATE CONSTRAINT example_status_present;
ALTER TABLE example ALTER COLUMN status SET NOT NULL;
ALTER TABLE example DROP CONSTRAINT example_status_present;

-- migrate:down
ALTER TABLE example DROP COLUMN status;
