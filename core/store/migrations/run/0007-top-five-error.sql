-- Share of the images whose class is not among the five of the highest scores. NULL where it was not measured, as by an older Stagecraft and
-- with five classes or fewer, and where the loss is not finite.
ALTER TABLE evaluations ADD COLUMN top_five_error REAL;
