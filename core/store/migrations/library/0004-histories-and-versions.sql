-- The undo history of a design: each step with the state it led to. `step` of a design is the key of the one it stands at.
ALTER TABLE designs ADD COLUMN step TEXT;

CREATE TABLE steps (
  design TEXT NOT NULL REFERENCES designs (id) ON DELETE CASCADE,
  -- Given by the window that made the step; what it says never changes.
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  time REAL NOT NULL,
  -- The canonical text of the architecture, as in a .stagecraft file.
  architecture TEXT NOT NULL,
  -- What the design followed then, as JSON; NULL where it stood alone.
  variant TEXT,
  PRIMARY KEY (design, key)
) STRICT, WITHOUT ROWID;

-- States of designs that a person gave a name; their text never changes.
CREATE TABLE versions (
  id TEXT PRIMARY KEY,
  design TEXT NOT NULL REFERENCES designs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  saved_at REAL NOT NULL,
  architecture TEXT NOT NULL,
  -- When it was put into the bin; NULL while it is listed.
  removed_at REAL
) STRICT;

CREATE INDEX versions_of_design ON versions (design, saved_at);
