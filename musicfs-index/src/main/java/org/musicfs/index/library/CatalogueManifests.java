package org.musicfs.index.library;

import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ManifestStore;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;

/** Manifests as rows of the catalogue. */
final class CatalogueManifests implements ManifestStore {
  /** Manifests are a few KiB; a page of them is small and a connection soon free again. */
  private static final int PAGE = 128;

  private final Catalogue catalogue;

  CatalogueManifests(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Optional<byte[]> load(long versionId) throws ContentException {
    try {
      return catalogue.read(
          session -> {
            try (ResultSet row =
                session.query("SELECT manifest FROM manifests WHERE version = ?", versionId)) {
              return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
          });
    } catch (CatalogueException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void save(Map<Long, byte[]> manifests, Map<Long, AudioHash> audio)
      throws ContentException {
    if (manifests.isEmpty()) {
      return;
    }
    try {
      catalogue.write(
          transaction -> {
            for (Map.Entry<Long, byte[]> entry : manifests.entrySet()) {
              Optional<AudioHash> hash = Optional.ofNullable(audio.get(entry.getKey()));
              transaction
                  .session()
                  .update(
                      "INSERT OR REPLACE INTO manifests (version, manifest, audio_chunk, audio_hash)"
                          + " SELECT id, ?, ?, ? FROM versions WHERE id = ?",
                      entry.getValue(),
                      hash.map(AudioHash::chunkBytes).orElse(0),
                      hash.map(h -> h.hash().toString()).orElse(""),
                      entry.getKey());
            }
            return true;
          });
    } catch (CatalogueException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void forEach(Visitor visitor) throws ContentException {
    long after = 0;
    while (true) {
      Map<Long, byte[]> page = page(after);
      for (Map.Entry<Long, byte[]> entry : page.entrySet()) {
        if (!visitor.accept(entry.getKey(), entry.getValue())) {
          return;
        }
        after = entry.getKey();
      }
      if (page.size() < PAGE) {
        return;
      }
    }
  }

  private Map<Long, byte[]> page(long after) throws ContentException {
    try {
      return catalogue.read(
          session -> {
            Map<Long, byte[]> manifests = new LinkedHashMap<>();
            try (ResultSet rows =
                session.query(
                    "SELECT version, manifest FROM manifests WHERE version > ? ORDER BY version"
                        + " LIMIT "
                        + PAGE,
                    after)) {
              while (rows.next()) {
                manifests.put(rows.getLong(1), rows.getBytes(2));
              }
            }
            return manifests;
          });
    } catch (CatalogueException e) {
      throw unavailable(e);
    }
  }

  private static ContentException unavailable(CatalogueException e) {
    return new ContentException(
        ContentException.Reason.UNAVAILABLE, "manifests: " + e.getMessage(), e);
  }
}
