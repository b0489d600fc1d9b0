-- Tracks: their chapters, and what Broadcast Wave says in its own chunk.
UPDATE locations SET stale = 1 WHERE kind = 0;
