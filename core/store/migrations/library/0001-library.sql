-- What a library holds besides its runs, which stand alone in their folders. Times are milliseconds since 1970.

CREATE TABLE designs (
  id TEXT PRIMARY KEY,
  -- The canonical text of the architecture, as in a .stagecraft file.
  architecture TEXT NOT NULL,
  saved_at REAL NOT NULL,
  -- When it was put into the bin; NULL while it is listed.
  removed_at REAL
) STRICT;

-- Runs that wait, and runs that a trainer was started for and that have no end yet. All others have ended.
CREATE TABLE pending (
  run TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  started INTEGER NOT NULL DEFAULT 0 CHECK (started IN (0, 1))
) STRICT;

-- The figures of runs that ended, so that a long list opens at once; `stamp` says of which state of their files.
CREATE TABLE summaries (
  run TEXT PRIMARY KEY,
  stamp TEXT NOT NULL,
  summary TEXT NOT NULL
) STRICT;
