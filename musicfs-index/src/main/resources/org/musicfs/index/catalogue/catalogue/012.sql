-- Tracks that were cut from an album and are not listed, because its file or its cue sheet is not what
-- it was: where they are cut again within a day, or the grace of missing files, they are the same
-- tracks. Their nodes' numbers are in missing_nodes.

CREATE TABLE kept_parts (
  album    INTEGER NOT NULL, -- the track that is the whole file
  part     INTEGER NOT NULL,
  track    INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  added_ms INTEGER NOT NULL,
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (album, part)
) WITHOUT ROWID;
CREATE INDEX kept_parts_since ON kept_parts (since_ms);
