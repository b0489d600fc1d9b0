-- Small versions of covers.

-- Of such a node the version of the cover that it was made from; track, companion and cover_of are NULL
-- there. Its parent is its directory's id with a minus sign, so that no listing of the directory has it.
ALTER TABLE nodes ADD COLUMN thumbnail_of INTEGER;
