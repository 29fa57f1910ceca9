-- Merge the models branch
--
-- Brings the two branches together. Changes nothing by itself.
--
-- Impact: none.
-- Risk: low
-- Rollback: simple
-- Testing: up, down, up on a copy of staging
--
-- Revision ID: 0018
-- Revises: 0017, b97d3e55
-- Branch Labels:
-- Depends On:
-- Create Date: 2026-01-22 09:00:00+00:00

-- migrate:up

-- migrate:down
