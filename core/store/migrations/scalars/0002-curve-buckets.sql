-- The curves of the figures, reduced once they are all there: buckets as in metrics.db, see its curve_buckets and core/store/curves/levels.ts.
CREATE TABLE curve_buckets (
  -- Number of the figure: see elsewhereSeries in core/store/elsewhere.ts.
  series INTEGER NOT NULL CHECK (series BETWEEN 0 AND 9),
  level INTEGER NOT NULL,
  -- Of the steps from bucket × 16 × 4^level on.
  bucket INTEGER NOT NULL,
  step INTEGER,
  time REAL,
  last REAL,
  low REAL,
  high REAL,
  sum REAL,
  count INTEGER NOT NULL,
  recent REAL,
  odd_count INTEGER NOT NULL,
  odd_step INTEGER,
  odd_time REAL,
  odd_kind INTEGER,
  seen INTEGER NOT NULL,
  past_500 REAL,
  past_800 REAL,
  past_900 REAL,
  past_970 REAL,
  past_990 REAL,
  past_997 REAL,
  past_999 REAL,
  PRIMARY KEY (series, level, bucket)
) STRICT, WITHOUT ROWID;
