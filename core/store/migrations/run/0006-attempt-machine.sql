-- Machine and versions of an attempt: JSON, see core/store/attempt-machine.ts. NULL where an older Stagecraft began it.
ALTER TABLE attempts ADD COLUMN machine TEXT;
