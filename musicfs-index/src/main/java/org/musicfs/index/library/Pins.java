package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.PinnedFiles;
import org.musicfs.core.origin.OriginId;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.PinnedPaths;
import org.musicfs.index.catalogue.PinnedPaths.Pin;
import org.musicfs.index.catalogue.Session;

/**
 * The files that are kept in the chunk store. Asked and told by version, as the tree has them; kept
 * by origin and path. What is derived from a file stands for the file. Thread-safe.
 */
public final class Pins implements PinnedFiles {
  private final Catalogue catalogue;
  private final PinnedPaths paths;
  private final InstantSource clock;

  Pins(Catalogue catalogue, PinnedPaths paths, InstantSource clock) {
    this.catalogue = catalogue;
    this.paths = paths;
    this.clock = clock;
  }

  @Override
  public List<Long> versions() throws ContentException {
    try {
      return versions(paths.all());
    } catch (CatalogueException e) {
      throw new ContentException(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private List<Long> versions(List<Pin> pins) throws CatalogueException {
    if (pins.isEmpty()) {
      return List.of();
    }
    return catalogue.read(
        session -> {
          List<Long> versions = new ArrayList<>();
          for (Pin pin : pins) {
            long version = version(session, pin);
            if (version != 0) {
              versions.add(version);
            }
          }
          return versions;
        });
  }

  private static long version(Session session, Pin pin) throws SQLException {
    return session.number(
        0,
        "SELECT l.version FROM directories d JOIN locations l ON l.directory = d.id"
            + " WHERE d.origin = ? AND d.path = ? AND l.name = ?",
        pin.origin().value(),
        pin.path().parent().toBytes(),
        pin.path().name());
  }

  /**
   * Bytes of all pinned files, these included.
   *
   * @param versions that are to be pinned too
   */
  public long bytesWith(List<Long> versions) throws CatalogueException {
    Set<Long> all = new HashSet<>(versions(paths.all()));
    return catalogue.read(
        session -> {
          for (long version : versions) {
            all.add(base(session, version));
          }
          long bytes = 0;
          for (long version : all) {
            bytes += session.number(0, "SELECT size FROM versions WHERE id = ?", version);
          }
          return bytes;
        });
  }

  /**
   * Pins the files that these are versions of; durable when this returns.
   *
   * @return how many files that are
   */
  public long pin(List<Long> versions) throws CatalogueException {
    Set<Pin> pins = pins(versions);
    paths.add(pins, clock.millis());
    return pins.size();
  }

  /**
   * Lets go of the files that these are versions of.
   *
   * @return how many of them were pinned
   */
  public long unpin(List<Long> versions) throws CatalogueException {
    return paths.remove(pins(versions));
  }

  /**
   * Lets go of all pinned files, missing ones too.
   *
   * @return how many there were
   */
  public long unpinAll() throws CatalogueException {
    return paths.remove(paths.all());
  }

  private Set<Pin> pins(List<Long> versions) throws CatalogueException {
    return catalogue.read(
        session -> {
          Set<Pin> pins = new HashSet<>();
          for (long version : versions) {
            pin(session, base(session, version)).ifPresent(pins::add);
          }
          return pins;
        });
  }

  private static long base(Session session, long version) throws SQLException {
    return session.number(version, "SELECT coalesce(base, id) FROM versions WHERE id = ?", version);
  }

  private static Optional<Pin> pin(Session session, long version) throws SQLException {
    try (ResultSet row =
        session.query(
            "SELECT d.origin, d.path, l.name FROM versions v JOIN locations l ON l.id = v.location"
                + " JOIN directories d ON d.id = l.directory WHERE v.id = ?",
            version)) {
      return row.next()
          ? Optional.of(new Pin(new OriginId(row.getInt(1)), Rows.path(row, 2)))
          : Optional.empty();
    }
  }
}
