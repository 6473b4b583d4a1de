-- The curves of the steps, reduced as they are written: see core/store/curves/levels.ts. A bucket of level 0 is 16 steps with edges at multiples
-- of 16, one of the next level four of those, and so on. One is written once a step beyond it was, and holds what follows from `steps` alone.
CREATE TABLE curve_buckets (
  -- 0 training loss, 1 training error, 2 learning rate, 3 milliseconds of a step.
  series INTEGER NOT NULL CHECK (series BETWEEN 0 AND 3),
  level INTEGER NOT NULL,
  -- Of the steps from bucket × 16 × 4^level on.
  bucket INTEGER NOT NULL,
  -- Last step with a finite value, when that was, and the value. NULL, as all to `recent`, where no value is finite.
  step INTEGER,
  time REAL,
  last REAL,
  low REAL,
  high REAL,
  sum REAL,
  count INTEGER NOT NULL,
  -- Mean of the finite ones among the last 50 values at `step`.
  recent REAL,
  -- Values that are not finite; step, time and kind of the last of them, as in `steps`.
  odd_count INTEGER NOT NULL,
  odd_step INTEGER,
  odd_time REAL,
  odd_kind INTEGER,
  -- Finite values up to its end, and the debiased exponential averages of all of them there, by the weight of the past in thousandths.
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
