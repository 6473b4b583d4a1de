-- What an event tells, as numbers: JSON, see core/store/event-facts.ts. NULL where its kind and step say all.
ALTER TABLE events ADD COLUMN facts TEXT;

-- Of what a person changed, controls have the numbers. Of several changes of the rate at a step the person's is the first.
UPDATE events SET facts = (
  SELECT json_object('what', 'scale', 'scale', value) FROM controls
  WHERE controls.kind = 'rate-scale' AND controls.step = events.step ORDER BY control DESC LIMIT 1
)
WHERE kind = 'rate-changed'
  AND event = (SELECT min(event) FROM events AS other WHERE other.kind = 'rate-changed' AND other.step = events.step);

UPDATE events SET facts = (
  SELECT json_object('what', 'length', 'totalSteps', value) FROM controls
  WHERE controls.kind = 'total-steps' AND controls.step = events.step ORDER BY control DESC LIMIT 1
)
WHERE kind = 'extended';
