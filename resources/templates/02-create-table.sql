-- SPDX-FileCopyrightText: The Athanor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Create a table
--
-- A table with a generated key, audit columns that a trigger keeps, and a comment on each of them.
--
-- Revision ID: create-table

-- migrate:up
-- Example: write your own statements here, then remove this line.
CREATE TABLE example (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL DEFAULT current_user,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by text NOT NULL DEFAULT current_user
);

COMMENT ON TABLE example IS 'What one row stands for';
COMMENT ON COLUMN example.id IS 'Generated key';
COMMENT ON COLUMN example.name IS 'Name shown to people';
COMMENT ON COLUMN example.created_at IS 'When the row was inserted';
COMMENT ON COLUMN example.created_by IS 'Role that inserted the row';
COMMENT ON COLUMN example.updated_at IS 'When the row was last changed; kept by a trigger';
COMMENT ON COLUMN example.updated_by IS 'Role that last changed the row; kept by a trigger';

CREATE FUNCTION example_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    NEW.updated_by := current_user;
    RETURN NEW;
END
$$;

CREATE TRIGGER example_touch
BEFORE UPDATE ON example
FOR EACH ROW EXECUTE FUNCTION example_touch();

-- migrate:down
DROP TABLE example;
DROP FUNCTION example_touch();
