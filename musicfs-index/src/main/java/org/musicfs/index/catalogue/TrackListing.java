package org.musicfs.index.catalogue;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/** The tracks of a catalogue, by {@link CatalogueReader}. One thread. */
public final class TrackListing implements AutoCloseable {
  private final CatalogueReader catalogue;

  private TrackListing(CatalogueReader catalogue) {
    this.catalogue = catalogue;
  }

  /** Opens it as {@link CatalogueReader#open} does. */
  public static Optional<TrackListing> open(Path directory) throws CatalogueException {
    return CatalogueReader.open(directory).map(TrackListing::new);
  }

  /** Takes tracks one by one. */
  @FunctionalInterface
  public interface Visitor {
    void track(OriginId origin, OriginPath path, Tags tags, AudioFormat format, long addedMillis);
  }

  /** Hands over every track, in order of id, with overrides applied. */
  public void forEach(Visitor visitor) throws CatalogueException {
    catalogue.read(
        session -> {
          try (ResultSet rows =
              session.query(
                  "SELECT d.origin, d.path, l.name, coalesce(t.effective, t.tags), t.format,"
                      + " t.added_ms"
                      + " FROM tracks t JOIN locations l ON l.id = t.location"
                      + " JOIN directories d ON d.id = l.directory ORDER BY t.id")) {
            while (rows.next()) {
              visitor.track(
                  new OriginId(rows.getInt(1)),
                  OriginPath.of(rows.getBytes(2)).resolve(rows.getBytes(3)),
                  TagsCodec.decode(rows.getBytes(4)),
                  AudioFormat.valueOf(rows.getString(5)),
                  rows.getLong(6));
            }
          }
        });
  }

  @Override
  public void close() throws CatalogueException {
    catalogue.close();
  }
}
