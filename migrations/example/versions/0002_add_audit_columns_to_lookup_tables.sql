-- Add audit columns to lookup tables
--
-- Who changed a row of leagues, teams or venues last, and when. One trigger
-- function serves the three tables.
--
-- Impact: leagues, teams and venues gain two columns and a trigger.
-- Risk: low, additive
-- Rollback: simple, the audit trail is lost
-- Testing: up, down, up on a copy of staging; trigger tried by hand
-- Issue: #121
--
-- Revision ID: 0002
-- Revises: 0001
-- Branch Labels:
-- Depends On:
-- Create Date: 2025-12-07 10:30:00+00:00

-- migrate:up
ALTER TABLE leagues
    ADD COLUMN IF NOT EXISTS updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS updated_by text NOT NULL DEFAULT current_user;
ALTER TABLE teams
    ADD COLUMN IF NOT EXISTS updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS updated_by text NOT NULL DEFAULT current_user;
ALTER TABLE venues
    ADD COLUMN IF NOT EXISTS updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS updated_by text NOT NULL DEFAULT current_user;

COMMENT ON COLUMN leagues.updated_at IS 'Time of the last change, kept by trigger';
COMMENT ON COLUMN leagues.updated_by IS 'Role that made the last change, kept by trigger';
COMMENT ON COLUMN teams.updated_at IS 'Time of the last change, kept by trigger';
COMMENT ON COLUMN teams.updated_by IS 'Role that made the last change, kept by trigger';
COMMENT ON COLUMN venues.updated_at IS 'Time of the last change, kept by trigger';
COMMENT ON COLUMN venues.updated_by IS 'Role that made the last change, kept by trigger';

CREATE OR REPLACE FUNCTION touch_audit_columns() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    NEW.updated_by := current_user;
    RETURN NEW;
END;
$$;

CREATE TRIGGER leagues_audit BEFORE UPDATE ON leagues
    FOR EACH ROW EXECUTE FUNCTION touch_audit_columns();
CREATE TRIGGER teams_audit BEFORE UPDATE ON teams
    FOR EACH ROW EXECUTE FUNCTION touch_audit_columns();
CREATE TRIGGER venues_audit BEFORE UPDATE ON venues
    FOR EACH ROW EXECUTE FUNCTION touch_audit_columns();

-- migrate:down
DROP TRIGGER IF EXISTS venues_audit ON venues;
DROP TRIGGER IF EXISTS teams_audit ON teams;
DROP TRIGGER IF EXISTS leagues_audit ON leagues;
DROP FUNCTION IF EXISTS touch_audit_columns();

ALTER TABLE venues DROP COLUMN IF EXISTS updated_by, DROP COLUMN IF EXISTS updated_at;
ALTER TABLE teams DROP COLUMN IF EXISTS updated_by, DROP COLUMN IF EXISTS updated_at;
ALTER TABLE leagues DROP COLUMN IF EXISTS updated_by, DROP COLUMN IF EXISTS updated_at;

-- migrate:verify
SELECT count(*) = 3 FROM pg_trigger WHERE tgfoid = 'touch_audit_columns'::regproc;
