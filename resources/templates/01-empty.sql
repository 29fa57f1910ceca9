-- SPDX-FileCopyrightText: The Athanor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Empty
--
-- Two empty sections, for statements of your own.
--
-- Revision ID: empty

-- migrate:up

-- migrate:down
