-- Studies: the question, variants and seeds as JSON of core/study/study.ts; where each stands, as JSON of state.ts; and the runs that were there already and are
-- taken in place of training them, as JSON by variant and seed. Its own runs say in their records what they are of.
CREATE TABLE studies (
  id TEXT PRIMARY KEY,
  study TEXT NOT NULL,
  state TEXT NOT NULL,
  taken TEXT NOT NULL,
  made_at REAL NOT NULL
) STRICT;
