-- Files that are read again by the next sync though they are unchanged, for more is read of them now.
ALTER TABLE locations ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;

-- Tracks: the pictures in them (003).
UPDATE locations SET stale = 1 WHERE kind = 0;
