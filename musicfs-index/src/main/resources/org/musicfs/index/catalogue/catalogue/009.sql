-- Albums in one file, cut to tracks by their cue sheet.

-- 0 for a file itself, else the number of the track that is cut from it.
ALTER TABLE tracks ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
-- Whether what is listed is its parts.
ALTER TABLE tracks ADD COLUMN split INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tracks_parts ON tracks (location) WHERE part > 0;

-- Of a version that is cut from another (base) how: core.cut.Cut.
ALTER TABLE versions ADD COLUMN cut BLOB;

-- What became of the cue sheets (locations): the track they are of, 0 for none, and its version; and
-- why it is not cut, NULL if it is.
CREATE TABLE splits (
  sheet         INTEGER PRIMARY KEY,
  sheet_version INTEGER NOT NULL,
  track         INTEGER NOT NULL,
  version       INTEGER NOT NULL,
  reason        TEXT
);
CREATE INDEX splits_track ON splits (track);
