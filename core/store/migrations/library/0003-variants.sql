-- A variant follows a base: the id of that design, and the changes that make it of the base, as JSON. Its architecture is the state last derived.
ALTER TABLE designs ADD COLUMN base TEXT;
ALTER TABLE designs ADD COLUMN changes TEXT CHECK ((changes IS NULL) = (base IS NULL));
CREATE INDEX designs_by_base ON designs (base) WHERE base IS NOT NULL;
