-- Create model_predictions table
--
-- Start of the models team's branch: what each model said before each game.
--
-- Impact: new table.
-- Risk: low, additive
-- Rollback: simple, recorded predictions are lost
-- Testing: one model recorded a weekend
--
-- Revision ID: a4c81f20
-- Revises: 0010
-- Branch Labels: models
-- Depends On:
-- Create Date: 2026-01-13 14:00:00+00:00

-- migrate:up
CREATE TABLE model_predictions (
    prediction_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    game_id        bigint NOT NULL REFERENCES games,
    model_name     text NOT NULL,
    model_version  text NOT NULL,
    probability    numeric(5, 4) NOT NULL CHECK (probability BETWEEN 0 AND 1),
    predicted_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT model_predictions_once UNIQUE (game_id, model_name, model_version)
);

COMMENT ON COLUMN model_predictions.model_version IS 'A version never changes once it has predicted';

-- migrate:down
DROP TABLE IF EXISTS model_predictions;
