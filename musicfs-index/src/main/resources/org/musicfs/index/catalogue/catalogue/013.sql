-- Which audio a version has, once all of it is known to the chunk store: where it is cut, in bytes, 0 if it
-- is not known, and the hash over its chunks' hashes, 32 hexadecimal digits. See core.content.AudioHash.
ALTER TABLE manifests ADD COLUMN audio_chunk INTEGER NOT NULL DEFAULT 0;
ALTER TABLE manifests ADD COLUMN audio_hash TEXT NOT NULL DEFAULT '';
