-- What another program measured of a run, as it came. Written once, when it is imported. Times are milliseconds since 1970.
-- A value that is not finite is NULL and its kind says what it was, as in metrics.db: 0 finite, 1 NaN, 2 infinite, 3 minus infinite.

CREATE TABLE scalars (
  -- Name of the figure: trainLoss, testError, …
  series TEXT NOT NULL,
  step INTEGER NOT NULL CHECK (step >= 0),
  time REAL NOT NULL,
  value REAL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
  PRIMARY KEY (series, step),
  CHECK ((value IS NULL) = (kind > 0))
) STRICT, WITHOUT ROWID;
