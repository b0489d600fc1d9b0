package org.musicfs.index.tree;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.cut.Cut;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.LayoutCodec;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/** Writes versions that are no file of an origin as it is. Stateless. */
public final class DerivedVersions {
  private DerivedVersions() {}

  /** A part of another version; returns its id. */
  static long part(
      Transaction transaction, long location, long sizeBytes, long mtimeNanos, long base, long at)
      throws SQLException, CatalogueException {
    return insert(transaction, location, sizeBytes, mtimeNanos, base, at, null, null);
  }

  /**
   * What {@link Cut#encode} wrote.
   *
   * @throws CatalogueException if it is damaged
   */
  public static Cut cut(byte[] bytes) throws CatalogueException {
    try {
      return Cut.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new CatalogueException("a cut is damaged", e);
    }
  }

  /** What is cut from another version: a track, a picture; returns its id. */
  public static long excerpt(
      Transaction transaction, long location, long mtimeNanos, long base, Cut cut)
      throws SQLException, CatalogueException {
    return insert(
        transaction, location, cut.sizeBytes(), mtimeNanos, base, null, null, cut.encode());
  }

  /** Bytes that were made here; returns its id. */
  static long made(Transaction transaction, long location, long mtimeNanos, byte[] bytes)
      throws SQLException, CatalogueException {
    return insert(transaction, location, bytes.length, mtimeNanos, null, null, bytes, null);
  }

  /**
   * Keeps one that is shown no more for a while, for those who have it open. A version that is a
   * file of an origin is left alone.
   */
  public static void retire(Session session, long version, long nowMillis) throws SQLException {
    session.update(
        "INSERT OR REPLACE INTO retired (version, origin, path, retired_ms)"
            + " SELECT id, 0, x'', ? FROM versions"
            + " WHERE id = ? AND (base IS NOT NULL OR made IS NOT NULL)",
        nowMillis,
        version);
  }

  private static long insert(
      Transaction transaction,
      long location,
      long sizeBytes,
      long mtimeNanos,
      @Nullable Long base,
      @Nullable Long baseOffset,
      byte @Nullable [] made,
      byte @Nullable [] cut)
      throws SQLException, CatalogueException {
    long version = transaction.nextId(IdKind.VERSION);
    transaction
        .session()
        .update(
            "INSERT INTO versions (id, location, size, mtime_ns, ctime_ns, device, inode, etag,"
                + " layout, base, base_offset, made, cut)"
                + " VALUES (?, ?, ?, ?, 0, 0, 0, '', ?, ?, ?, ?, ?)",
            version,
            location,
            sizeBytes,
            mtimeNanos,
            LayoutCodec.encode(Layout.unknown(sizeBytes)),
            base,
            baseOffset,
            made,
            cut);
    return version;
  }
}
