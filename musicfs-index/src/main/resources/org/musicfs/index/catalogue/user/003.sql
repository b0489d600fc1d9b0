-- Overrides of tracks that are cut from an album that is one file: part is their number in its cue
-- sheet, 0 for a file itself.

CREATE TABLE part_overrides (
  origin      INTEGER NOT NULL,
  path        BLOB NOT NULL,
  part        INTEGER NOT NULL DEFAULT 0,
  field       TEXT NOT NULL,
  value       BLOB NOT NULL, -- array of strings, msgpack; empty removes the field
  fingerprint BLOB,
  sequence    INTEGER NOT NULL,
  PRIMARY KEY (origin, path, part, field)
);
INSERT INTO part_overrides SELECT origin, path, 0, field, value, fingerprint, sequence FROM overrides;
DROP TABLE overrides;
ALTER TABLE part_overrides RENAME TO overrides;
CREATE INDEX overrides_fingerprint ON overrides (fingerprint) WHERE fingerprint IS NOT NULL;

ALTER TABLE override_changes ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
