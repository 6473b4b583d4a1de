-- What was measured inside the network. Like steps, what lies beyond the start of a new attempt is replaced.

-- What the numbers of a row are: JSON, [{ "quantity", "of": [names], "depths": [depths] }], one after the other. A run has one, unless
-- another version of Stagecraft went on with it.
CREATE TABLE telemetry_layouts (
  layout INTEGER PRIMARY KEY,
  groups TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE telemetry (
  -- Counted from 1, as in steps.
  step INTEGER PRIMARY KEY CHECK (step > 0),
  attempt INTEGER NOT NULL REFERENCES attempts,
  layout INTEGER NOT NULL REFERENCES telemetry_layouts,
  -- float32, little-endian, in the layout's order.
  numbers BLOB NOT NULL
) STRICT;

-- Measured when a person asks for it. All of one step.
CREATE TABLE histograms (
  step INTEGER NOT NULL CHECK (step > 0),
  tensor TEXT NOT NULL CHECK (tensor IN ('weights', 'gradient', 'response')),
  -- From the input on, counted from 0.
  position INTEGER NOT NULL,
  attempt INTEGER NOT NULL REFERENCES attempts,
  of TEXT NOT NULL,
  -- NULL where the tensor has a number that is not finite: then there are no counts.
  low REAL,
  high REAL,
  -- uint32, little-endian, of bins of equal width.
  counts BLOB NOT NULL,
  PRIMARY KEY (step, tensor, position)
) STRICT, WITHOUT ROWID;
