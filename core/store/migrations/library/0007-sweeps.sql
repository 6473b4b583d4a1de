-- Sweeps: what is varied and how, as JSON of core/sweep/plan.ts; where each stands, as JSON of state.ts. How far one is follows from its runs, which say what
-- they are of in their own records.
CREATE TABLE sweeps (
  id TEXT PRIMARY KEY,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at REAL NOT NULL
) STRICT;

-- What was decided of a trial beside its runs: its values, and why it was refused or ended early, as JSON of core/sweep/trial.ts.
CREATE TABLE trials (
  sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (sweep, number)
) STRICT, WITHOUT ROWID;
