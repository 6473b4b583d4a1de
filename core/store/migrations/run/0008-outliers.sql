-- Convolutions that an attempt computed directly, for outliers in the first batch: JSON, see core/store/attempt-outliers.ts. NULL where an older
-- Stagecraft began it.
ALTER TABLE attempts ADD COLUMN outliers TEXT;
