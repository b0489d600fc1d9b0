-- When files were added that came after the first sync of their origin, which were there when it was
-- added itself. Milliseconds since the epoch.
CREATE TABLE added_dates (
  origin   INTEGER NOT NULL,
  path     BLOB NOT NULL,
  added_ms INTEGER NOT NULL,
  PRIMARY KEY (origin, path)
) WITHOUT ROWID;
