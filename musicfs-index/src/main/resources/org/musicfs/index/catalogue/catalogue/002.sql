-- Files that are no tracks: those that belong to an album, and those that are no music after all.

-- What a location is: 0 a track, 1 a companion, 2 no music. Of the last two track is 0, of the last version too.
ALTER TABLE locations ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;

-- Companions are looked for each time something in their directory changes.
CREATE INDEX locations_companions ON locations (directory) WHERE kind = 1;

-- Why a location is no music.
ALTER TABLE locations ADD COLUMN reason TEXT;

-- Of a companion's node its location; track is NULL there. A directory is known by version 0.
ALTER TABLE nodes ADD COLUMN companion INTEGER;
CREATE INDEX nodes_companion ON nodes (companion) WHERE companion IS NOT NULL;
