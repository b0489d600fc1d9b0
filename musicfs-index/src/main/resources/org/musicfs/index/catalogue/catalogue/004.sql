-- Playlists and cue sheets.

-- Their text as it is at the origin, and how many of the names in it are of no track.
CREATE TABLE texts (
  location  INTEGER PRIMARY KEY,
  content   BLOB NOT NULL,
  unmatched INTEGER NOT NULL DEFAULT 0
);

-- Which files they name: path_key is 64 bits of the XXH3 of origin and path without extension, folded.
CREATE TABLE mentions (
  path_key INTEGER NOT NULL,
  location INTEGER NOT NULL,
  PRIMARY KEY (path_key, location)
) WITHOUT ROWID;
CREATE INDEX mentions_location ON mentions (location);

-- The bytes of a version that is made here.
ALTER TABLE versions ADD COLUMN made BLOB;
