-- The run that must have finished before this one may begin; NULL where nothing is waited for.
ALTER TABLE pending ADD COLUMN after_run TEXT;
