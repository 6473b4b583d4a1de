-- Which charts stand in a view, in which order and how high, as a person arranged them, as JSON. A view that is as usual has no row.
CREATE TABLE chart_layouts (
  place TEXT PRIMARY KEY,
  charts TEXT NOT NULL
) STRICT;
