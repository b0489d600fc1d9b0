package org.musicfs.index.library;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.Derived;
import org.musicfs.core.content.Versions;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.LayoutCodec;
import org.musicfs.index.tree.DerivedVersions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions in the catalogue: those tracks show, and those that were replaced or removed. */
final class CatalogueVersions implements Versions {
  private static final Logger log = LoggerFactory.getLogger(CatalogueVersions.class);

  private static final String QUERY =
      "SELECT v.size, v.mtime_ns, v.ctime_ns, v.device, v.inode, v.etag, v.layout,"
          + " d.origin, d.path, l.name, r.origin, r.path FROM versions v"
          + " LEFT JOIN locations l ON l.id = v.location AND l.version = v.id"
          + " LEFT JOIN directories d ON d.id = l.directory"
          + " LEFT JOIN retired r ON r.version = v.id"
          + " WHERE v.id = ? AND v.base IS NULL AND v.made IS NULL";
  private static final String DERIVED =
      "SELECT base, base_offset, size, made, cut FROM versions"
          + " WHERE id = ? AND (base IS NOT NULL OR made IS NOT NULL)";

  private final Catalogue catalogue;
  private final LocationListener listener;

  CatalogueVersions(Catalogue catalogue, LocationListener listener) {
    this.catalogue = catalogue;
    this.listener = listener;
  }

  @Override
  public Optional<ContentVersion> find(long versionId) throws ContentException {
    return one(QUERY, versionId, row -> read(versionId, row));
  }

  @Override
  public Optional<Derived> derived(long versionId) throws ContentException {
    return one(
        DERIVED,
        versionId,
        row -> {
          byte @Nullable [] made = row.getBytes(4);
          byte @Nullable [] cut = row.getBytes(5);
          return Optional.of(
              made != null
                  ? new Derived.Made(ByteBuffer.wrap(made))
                  : cut != null
                      ? new Derived.Excerpt(row.getLong(1), DerivedVersions.cut(cut))
                      : new Derived.Slice(row.getLong(1), row.getLong(2), row.getLong(3)));
        });
  }

  /** What a row says. */
  @FunctionalInterface
  private interface RowReader<T> {
    Optional<T> read(ResultSet row) throws SQLException, CatalogueException;
  }

  private <T> Optional<T> one(String query, long versionId, RowReader<T> reader)
      throws ContentException {
    try {
      return catalogue.read(
          session -> {
            try (ResultSet row = session.query(query, versionId)) {
              return row.next() ? reader.read(row) : Optional.empty();
            }
          });
    } catch (CatalogueException e) {
      throw new ContentException(
          ContentException.Reason.UNAVAILABLE, "version " + versionId + ": " + e.getMessage(), e);
    }
  }

  private static Optional<ContentVersion> read(long id, ResultSet row)
      throws SQLException, CatalogueException {
    ContentVersion.Location location;
    if (row.getBytes(9) != null) {
      location = new ContentVersion.Location(new OriginId(row.getInt(8)), Rows.path(row, 9));
    } else if (row.getBytes(12) != null) {
      location =
          new ContentVersion.Location(
              new OriginId(row.getInt(11)), OriginPath.of(row.getBytes(12)));
    } else {
      return Optional.empty();
    }
    return Optional.of(
        new ContentVersion(
            id, Rows.stamp(row, 1), LayoutCodec.decode(row.getBytes(7)), List.of(location)));
  }

  @Override
  public void reportChanged(long versionId) {
    try {
      find(versionId)
          .ifPresent(
              version ->
                  version
                      .locations()
                      .forEach(place -> listener.changed(place.origin(), place.path())));
    } catch (ContentException e) {
      log.warn("a changed file is not looked at again: {}", e.getMessage());
    }
  }
}
