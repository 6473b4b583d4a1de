-- Views of the table of runs that a person saved under a name: what is asked for, columns, order, groups, as JSON.
CREATE TABLE views (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  view TEXT NOT NULL,
  saved_at REAL NOT NULL
) STRICT;
