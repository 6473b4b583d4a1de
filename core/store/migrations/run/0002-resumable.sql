-- Runs that are paused, resumed, extended and evaluated on two splits. SQLite cannot change a CHECK or a key in place, so the tables that
-- say something else now are made anew, and those that refer to them too.

CREATE TABLE new_attempts (
  attempt INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  device TEXT NOT NULL,
  started_at REAL NOT NULL,
  -- Steps that were done when it began: 0, or a checkpoint's.
  from_step INTEGER NOT NULL CHECK (from_step >= 0),
  ended_at REAL,
  -- NULL until the trainer commits its end: an attempt that stays so was killed.
  outcome TEXT CHECK (outcome IN ('finished', 'paused', 'stopped', 'diverged')),
  -- Steps done when it ended. Of one that was killed, the attempt after it writes down how far its rows went.
  end_step INTEGER,
  reason TEXT,
  remedy TEXT,
  -- Largest memory of its process so far.
  peak_bytes REAL,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;

CREATE TABLE new_steps (
  -- Counted from 1. One row a step, whichever attempt measured it last.
  step INTEGER PRIMARY KEY CHECK (step > 0),
  attempt INTEGER NOT NULL REFERENCES new_attempts,
  time REAL NOT NULL,
  loss REAL,
  loss_kind INTEGER NOT NULL CHECK (loss_kind BETWEEN 0 AND 3),
  error REAL,
  error_kind INTEGER NOT NULL CHECK (error_kind BETWEEN 0 AND 3),
  learning_rate REAL NOT NULL,
  step_ms REAL NOT NULL,
  -- The step left the weights as they were, because something in it was not finite.
  skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped IN (0, 1)),
  CHECK ((loss IS NULL) = (loss_kind > 0)),
  CHECK ((error IS NULL) = (error_kind > 0))
) STRICT;

CREATE TABLE new_evaluations (
  step INTEGER NOT NULL CHECK (step >= 0),
  split TEXT NOT NULL CHECK (split IN ('test', 'validation')),
  attempt INTEGER NOT NULL REFERENCES new_attempts,
  time REAL NOT NULL,
  loss REAL,
  loss_kind INTEGER NOT NULL CHECK (loss_kind BETWEEN 0 AND 3),
  error REAL,
  error_kind INTEGER NOT NULL CHECK (error_kind BETWEEN 0 AND 3),
  PRIMARY KEY (step, split),
  CHECK ((loss IS NULL) = (loss_kind > 0)),
  CHECK ((error IS NULL) = (error_kind > 0))
) STRICT;

CREATE TABLE new_events (
  event INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL REFERENCES new_attempts,
  step INTEGER NOT NULL,
  time REAL NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

INSERT INTO new_attempts (attempt, pid, device, started_at, from_step, ended_at, outcome, end_step, reason, remedy)
  SELECT attempt, pid, device, started_at, from_step, ended_at, outcome, end_step, reason, remedy FROM attempts;
INSERT INTO new_steps (step, attempt, time, loss, loss_kind, error, error_kind, learning_rate, step_ms)
  SELECT step, attempt, time, loss, loss_kind, error, error_kind, learning_rate, step_ms FROM steps;
INSERT INTO new_evaluations (step, split, attempt, time, loss, loss_kind, error, error_kind)
  SELECT step, 'test', attempt, time, loss, loss_kind, error, error_kind FROM evaluations;
INSERT INTO new_events (event, attempt, step, time, kind, text) SELECT event, attempt, step, time, kind, text FROM events;

DROP TABLE steps;
DROP TABLE evaluations;
DROP TABLE events;
DROP TABLE attempts;
-- References to a table follow it to its new name.
ALTER TABLE new_attempts RENAME TO attempts;
ALTER TABLE new_steps RENAME TO steps;
ALTER TABLE new_evaluations RENAME TO evaluations;
ALTER TABLE new_events RENAME TO events;

-- What a person changed while the run was under way, and from which step on it holds. A run that goes on from an earlier step comes to the
-- same change at the same step.
CREATE TABLE controls (
  control INTEGER PRIMARY KEY,
  -- Steps done when it took effect.
  step INTEGER NOT NULL CHECK (step >= 0),
  attempt INTEGER NOT NULL REFERENCES attempts,
  time REAL NOT NULL,
  -- rate-scale: the scheduled learning rate is multiplied by the value. total-steps: so many steps are trained in all.
  kind TEXT NOT NULL CHECK (kind IN ('rate-scale', 'total-steps')),
  value REAL NOT NULL CHECK (value > 0)
) STRICT;
