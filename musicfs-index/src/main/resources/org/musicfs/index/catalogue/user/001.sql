-- The user state: what only the user can tell. Precious; see the catalogue for what can be rebuilt.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Ids the catalogue may have handed out are at most these, by kind: a rebuilt catalogue goes on above.
CREATE TABLE high_water (
  kind  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE origins (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  type     TEXT NOT NULL,
  location TEXT NOT NULL,
  cache    TEXT NOT NULL,
  added_ms INTEGER NOT NULL,
  UNIQUE (type, location)
);

-- Tag values the user set. They hang on origin and path, and on the audio itself where it is known:
-- fingerprint is the audio's length (8 bytes, big-endian) and XXH3-128 of its first 64 KiB (16 bytes).
CREATE TABLE overrides (
  origin      INTEGER NOT NULL,
  path        BLOB NOT NULL,
  field       TEXT NOT NULL,
  value       BLOB NOT NULL, -- array of strings, msgpack; empty removes the field
  fingerprint BLOB,
  sequence    INTEGER NOT NULL,
  PRIMARY KEY (origin, path, field)
);
CREATE INDEX overrides_fingerprint ON overrides (fingerprint) WHERE fingerprint IS NOT NULL;

-- Which files' overrides changed, in order; let go once the catalogue has replayed them.
CREATE TABLE override_changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  origin   INTEGER NOT NULL,
  path     BLOB NOT NULL
);
