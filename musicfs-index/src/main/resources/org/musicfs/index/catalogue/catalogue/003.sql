-- The pictures in tracks.

-- Of a version the picture in it that stands for its album, if there is one: type is a name of ImageType.
ALTER TABLE versions ADD COLUMN cover_type TEXT;
ALTER TABLE versions ADD COLUMN cover_offset INTEGER;
ALTER TABLE versions ADD COLUMN cover_length INTEGER;

-- A version that is a part of another: of which, and from where on. Its size says how long it is.
ALTER TABLE versions ADD COLUMN base INTEGER;
ALTER TABLE versions ADD COLUMN base_offset INTEGER;
CREATE INDEX versions_base ON versions (base) WHERE base IS NOT NULL;

-- Of a picture's node the track that it is in; track and companion are NULL there.
ALTER TABLE nodes ADD COLUMN cover_of INTEGER;
CREATE INDEX nodes_cover ON nodes (parent) WHERE cover_of IS NOT NULL;
