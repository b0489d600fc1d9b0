-- More than one view.

-- The main view has no name.
ALTER TABLE views ADD COLUMN name TEXT NOT NULL DEFAULT '';

-- The value of the field that a view lists its tracks under: a track has a node for each.
ALTER TABLE nodes ADD COLUMN value TEXT NOT NULL DEFAULT '';
