-- How many attempts a run had when a trainer was last started for it: only a later one tells how that trainer ended.
ALTER TABLE pending ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
