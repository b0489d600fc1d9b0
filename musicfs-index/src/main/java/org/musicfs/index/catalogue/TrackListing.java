package org.musicfs.index.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * The tracks of a catalogue, for a process that does not own the library: read-only, beside a
 * daemon that may be writing. One thread.
 */
public final class TrackListing implements AutoCloseable {
  private static final int CACHE_KIB = 4096;

  private final Path file;
  private final Session session;

  private TrackListing(Path file, Session session) {
    this.file = file;
    this.session = session;
  }

  /**
   * Opens the catalogue in a library's state directory.
   *
   * @return empty if there is none
   * @throws org.musicfs.core.error.UserError {@code STATE} if a newer musicfs wrote it
   * @throws CatalogueException if it cannot be read
   */
  public static Optional<TrackListing> open(Path directory) throws CatalogueException {
    Path file = directory.resolve(Catalogue.FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Session session = Sqlite.open(file, Sqlite.Mode.READER, CACHE_KIB);
      if (Schema.CATALOGUE.check(session, file) != Schema.State.CURRENT) {
        session.close();
        return Optional.empty();
      }
      return Optional.of(new TrackListing(file, session));
    } catch (SQLException e) {
      throw new CatalogueException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Takes tracks one by one. */
  @FunctionalInterface
  public interface Visitor {
    void track(OriginId origin, OriginPath path, Tags tags, AudioFormat format);
  }

  /** Hands over every track, in order of id, with overrides applied. */
  public void forEach(Visitor visitor) throws CatalogueException {
    try (ResultSet rows =
        session.query(
            "SELECT d.origin, d.path, l.name, coalesce(t.effective, t.tags), t.format"
                + " FROM tracks t JOIN locations l ON l.id = t.location"
                + " JOIN directories d ON d.id = l.directory ORDER BY t.id")) {
      while (rows.next()) {
        visitor.track(
            new OriginId(rows.getInt(1)),
            OriginPath.of(rows.getBytes(2)).resolve(rows.getBytes(3)),
            TagsCodec.decode(rows.getBytes(4)),
            AudioFormat.valueOf(rows.getString(5)));
      }
    } catch (SQLException e) {
      throw new CatalogueException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws CatalogueException {
    try {
      session.close();
    } catch (SQLException e) {
      throw new CatalogueException(file + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
