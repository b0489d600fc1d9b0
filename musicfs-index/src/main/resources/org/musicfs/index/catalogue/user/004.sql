-- Files that are kept in the chunk store. Milliseconds since the epoch.
CREATE TABLE pins (
  origin    INTEGER NOT NULL,
  path      BLOB NOT NULL,
  pinned_ms INTEGER NOT NULL,
  PRIMARY KEY (origin, path)
) WITHOUT ROWID;
