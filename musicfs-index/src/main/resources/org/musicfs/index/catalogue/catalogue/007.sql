-- When tracks were added, and those that are missing.

-- Milliseconds since the epoch.
ALTER TABLE tracks ADD COLUMN added_ms INTEGER NOT NULL DEFAULT 0;
UPDATE tracks SET added_ms = unixepoch() * 1000;

-- Tracks whose file vanished. Where it comes back within the grace, it is the same track.
CREATE TABLE missing (
  origin   INTEGER NOT NULL,
  path     BLOB NOT NULL,
  track    INTEGER NOT NULL,
  added_ms INTEGER NOT NULL,
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (origin, path)
) WITHOUT ROWID;
CREATE INDEX missing_since ON missing (since_ms);

-- The numbers of their nodes.
CREATE TABLE missing_nodes (
  track INTEGER NOT NULL,
  view  INTEGER NOT NULL,
  value TEXT NOT NULL,
  node  INTEGER NOT NULL,
  PRIMARY KEY (track, view, value)
) WITHOUT ROWID;
