-- Covers that do not lie in their file as they are: pictures in Ogg.

-- How such a one is read, as core.cut encodes it; NULL where cover_offset says all.
ALTER TABLE versions ADD COLUMN cover_cut BLOB;

-- They were passed over before.
UPDATE locations SET stale = 1 WHERE kind = 0 AND
  (lower(substr(CAST(name AS TEXT), -4)) IN ('.ogg', '.oga', '.spx')
   OR lower(substr(CAST(name AS TEXT), -5)) = '.opus');
