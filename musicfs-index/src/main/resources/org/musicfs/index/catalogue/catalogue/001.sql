-- The catalogue: what the origins hold, what the files say, and where each is listed. Rebuildable.
-- Paths and names of originals are raw bytes. Times ending in _ns are nanoseconds, in _ms milliseconds,
-- both since the epoch. Ids come from the counters table, which never goes back.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- The id to hand out next, by kind.
CREATE TABLE counters (
  kind TEXT PRIMARY KEY,
  next INTEGER NOT NULL
) WITHOUT ROWID;

-- Mirror of the user state's origins, with running totals and the end of the last sync.
CREATE TABLE origins (
  id             INTEGER PRIMARY KEY,
  type           TEXT NOT NULL,
  location       TEXT NOT NULL,
  cache          TEXT NOT NULL,
  tracks         INTEGER NOT NULL DEFAULT 0,
  problems       INTEGER NOT NULL DEFAULT 0,
  last_sync_ms   INTEGER NOT NULL DEFAULT 0, -- end of the last complete sync
  last_ended_ms  INTEGER NOT NULL DEFAULT 0,
  last_complete  INTEGER NOT NULL DEFAULT 0,
  last_message   TEXT NOT NULL DEFAULT ''
);

CREATE TABLE directories (
  id     INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL,
  parent INTEGER NOT NULL, -- 0 for an origin's root
  path   BLOB NOT NULL,
  device INTEGER NOT NULL DEFAULT 0,
  UNIQUE (origin, path)
);
CREATE INDEX directories_parent ON directories (parent);

-- One file at one origin, as last seen.
CREATE TABLE locations (
  id          INTEGER PRIMARY KEY,
  directory   INTEGER NOT NULL,
  name        BLOB NOT NULL,
  track       INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  size        INTEGER NOT NULL,
  mtime_ns    INTEGER NOT NULL,
  ctime_ns    INTEGER NOT NULL,
  device      INTEGER NOT NULL,
  inode       INTEGER NOT NULL,
  etag        TEXT NOT NULL,
  provisional INTEGER NOT NULL,
  UNIQUE (directory, name)
);

-- Immutable. A version that was replaced or removed stays a while, named in retired.
CREATE TABLE versions (
  id       INTEGER PRIMARY KEY,
  location INTEGER NOT NULL,
  size     INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL,
  device   INTEGER NOT NULL,
  inode    INTEGER NOT NULL,
  etag     TEXT NOT NULL,
  layout   BLOB NOT NULL -- LayoutCodec
);

-- Where a version no track shows any more used to be.
CREATE TABLE retired (
  version    INTEGER PRIMARY KEY,
  origin     INTEGER NOT NULL,
  path       BLOB NOT NULL,
  retired_ms INTEGER NOT NULL
);

CREATE TABLE tracks (
  id                 INTEGER PRIMARY KEY,
  location           INTEGER NOT NULL,
  version            INTEGER NOT NULL,
  format             TEXT NOT NULL,
  tags               BLOB NOT NULL, -- as read, TagsCodec
  effective          BLOB,          -- with overrides; NULL when there are none
  duration_ms        INTEGER NOT NULL,
  bitrate_bps        INTEGER NOT NULL,
  sample_rate_hz     INTEGER NOT NULL,
  channels           INTEGER NOT NULL,
  bit_depth          INTEGER NOT NULL,
  problem            TEXT
);
CREATE INDEX tracks_problem ON tracks (version) WHERE problem IS NOT NULL;

-- A tree: the template and name rules its nodes follow, and its running totals.
CREATE TABLE views (
  id          INTEGER PRIMARY KEY,
  root        INTEGER NOT NULL,
  rules       TEXT NOT NULL,              -- in force for every track
  next_rules  TEXT NOT NULL DEFAULT '',   -- being brought in, up to and including this track
  next_track  INTEGER NOT NULL DEFAULT 0,
  files       INTEGER NOT NULL DEFAULT 0,
  directories INTEGER NOT NULL DEFAULT 0, -- the root included
  bytes       INTEGER NOT NULL DEFAULT 0,
  albums      INTEGER NOT NULL DEFAULT 0  -- directories that hold tracks
);

-- Directories (track is NULL) and files. name_key is 64 bits of the XXH3 of the collision key: an index
-- of integers is a third of one of texts, and two names that met in it would merely get a suffix.
CREATE TABLE nodes (
  id             INTEGER PRIMARY KEY,
  view           INTEGER NOT NULL,
  parent         INTEGER NOT NULL, -- 0 for a root
  name           TEXT NOT NULL,
  name_key       INTEGER NOT NULL,
  mtime_ns       INTEGER NOT NULL,
  track          INTEGER,
  version        INTEGER NOT NULL DEFAULT 0,
  size           INTEGER NOT NULL DEFAULT 0,
  subdirectories INTEGER NOT NULL DEFAULT 0,
  files          INTEGER NOT NULL DEFAULT 0,
  UNIQUE (parent, name_key)
);
CREATE INDEX nodes_children ON nodes (parent); -- ends in the id: a listing in order of id
CREATE INDEX nodes_track ON nodes (track) WHERE track IS NOT NULL;

-- Who holds which text of %aunique, and for which tracks.
CREATE TABLE aunique_holders (
  id       INTEGER PRIMARY KEY,
  view     INTEGER NOT NULL,
  album    TEXT NOT NULL, -- the key fields' values, folded
  identity TEXT NOT NULL, -- the disambiguators' values and the release's id
  text     TEXT NOT NULL,
  UNIQUE (view, album, identity),
  UNIQUE (view, album, text)
);
CREATE TABLE aunique_uses (
  track  INTEGER NOT NULL,
  holder INTEGER NOT NULL,
  PRIMARY KEY (track, holder)
) WITHOUT ROWID;
CREATE INDEX aunique_uses_holder ON aunique_uses (holder);

CREATE TABLE manifests (
  version  INTEGER PRIMARY KEY,
  manifest BLOB NOT NULL
);

-- Tracks whose search document changed.
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY,
  track    INTEGER NOT NULL
);

CREATE TABLE notices (
  id      INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  text    TEXT NOT NULL
);

-- The main view and its root, whose number is the same in every catalogue.
INSERT INTO views (id, root, rules, directories) VALUES (1, 1, '', 1);
INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns)
VALUES (1, 1, 0, '', 1, unixepoch() * 1000000000);
