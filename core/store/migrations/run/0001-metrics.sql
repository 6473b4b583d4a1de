-- What one run measured. Its trainer is the only writer.
-- Times are milliseconds since 1970. A loss or error that is not finite is NULL and its kind says what it was:
-- 0 finite, 1 NaN, 2 infinite, 3 minus infinite (SQLite binds NaN as NULL, so the kind is what tells it from "unknown").

CREATE TABLE attempts (
  attempt INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  device TEXT NOT NULL,
  started_at REAL NOT NULL,
  -- Steps that were done when it began: 0, or a checkpoint's.
  from_step INTEGER NOT NULL CHECK (from_step >= 0),
  ended_at REAL,
  -- NULL until the trainer commits its end: an attempt that stays so was killed.
  outcome TEXT CHECK (outcome IN ('finished', 'stopped', 'diverged')),
  end_step INTEGER,
  reason TEXT,
  remedy TEXT,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;

CREATE TABLE steps (
  -- Counted from 1. One row a step, whichever attempt measured it last.
  step INTEGER PRIMARY KEY CHECK (step > 0),
  attempt INTEGER NOT NULL REFERENCES attempts,
  time REAL NOT NULL,
  loss REAL,
  loss_kind INTEGER NOT NULL CHECK (loss_kind BETWEEN 0 AND 3),
  error REAL,
  error_kind INTEGER NOT NULL CHECK (error_kind BETWEEN 0 AND 3),
  learning_rate REAL NOT NULL,
  step_ms REAL NOT NULL,
  CHECK ((loss IS NULL) = (loss_kind > 0)),
  CHECK ((error IS NULL) = (error_kind > 0))
) STRICT;

CREATE TABLE evaluations (
  step INTEGER PRIMARY KEY CHECK (step >= 0),
  attempt INTEGER NOT NULL REFERENCES attempts,
  time REAL NOT NULL,
  loss REAL,
  loss_kind INTEGER NOT NULL CHECK (loss_kind BETWEEN 0 AND 3),
  error REAL,
  error_kind INTEGER NOT NULL CHECK (error_kind BETWEEN 0 AND 3),
  CHECK ((loss IS NULL) = (loss_kind > 0)),
  CHECK ((error IS NULL) = (error_kind > 0))
) STRICT;

CREATE TABLE events (
  event INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL REFERENCES attempts,
  step INTEGER NOT NULL,
  time REAL NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
