package org.musicfs.index.library;

import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.AddedDates;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.LocationKind;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.PinnedPaths;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.tree.Placement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sync reads and writes, on the catalogue. Thread-safe; batches take turns. */
final class CatalogueSyncStore implements SyncStore {
  private static final Logger log = LoggerFactory.getLogger(CatalogueSyncStore.class);

  private final Catalogue catalogue;
  private final Overrides overrides;
  private final Placement placement;
  private final TreeBuilder builder;
  private final MissingTracks missing;
  private final AddedDates dates;
  private final PinnedPaths pins;
  private final InstantSource clock;
  private final OriginDirectories directories = new OriginDirectories();

  CatalogueSyncStore(
      Catalogue catalogue,
      Overrides overrides,
      Placement placement,
      TreeBuilder builder,
      MissingTracks missing,
      AddedDates dates,
      PinnedPaths pins,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.overrides = overrides;
    this.placement = placement;
    this.builder = builder;
    this.missing = missing;
    this.dates = dates;
    this.pins = pins;
    this.clock = clock;
  }

  @Override
  public Optional<KnownDirectory> directory(OriginId origin, OriginPath path)
      throws CatalogueException {
    return catalogue.read(
        session -> {
          try (ResultSet row =
              session.query(
                  "SELECT id, device FROM directories WHERE origin = ? AND path = ?",
                  origin.value(),
                  path.toBytes())) {
            return row.next()
                ? Optional.of(new KnownDirectory(row.getLong(1), origin, path, row.getLong(2)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<KnownDirectory> subdirectories(KnownDirectory directory) throws CatalogueException {
    return catalogue.read(
        session -> {
          List<KnownDirectory> below = new ArrayList<>();
          try (ResultSet rows =
              session.query(
                  "SELECT id, path, device FROM directories WHERE parent = ?", directory.id())) {
            while (rows.next()) {
              below.add(
                  new KnownDirectory(
                      rows.getLong(1),
                      directory.origin(),
                      OriginPath.of(rows.getBytes(2)),
                      rows.getLong(3)));
            }
          }
          return below;
        });
  }

  @Override
  public List<KnownFile> files(KnownDirectory directory) throws CatalogueException {
    return catalogue.read(
        session -> {
          List<KnownFile> files = new ArrayList<>();
          try (ResultSet rows =
              session.query(
                  "SELECT id, name, provisional, size, mtime_ns, ctime_ns, device, inode, etag, kind,"
                      + " stale FROM locations WHERE directory = ?",
                  directory.id())) {
            while (rows.next()) {
              files.add(
                  new KnownFile(
                      rows.getLong(1),
                      directory.path().resolve(rows.getBytes(2)),
                      Rows.stamp(rows, 4),
                      rows.getInt(3) != 0,
                      rows.getInt(11) != 0,
                      rows.getInt(10) == LocationKind.TRACK.number()));
            }
          }
          return files;
        });
  }

  @Override
  public long trackCount(OriginId origin) throws CatalogueException {
    return catalogue.read(
        session -> session.number(0, "SELECT tracks FROM origins WHERE id = ?", origin.value()));
  }

  @Override
  public void apply(SyncBatch batch) throws CatalogueException {
    long begin = System.nanoTime();
    catalogue.write(
        transaction -> {
          new BatchWriter(
                  transaction,
                  batch.origin(),
                  directories,
                  overrides,
                  placement.begin(transaction, builder.latecomers(transaction)),
                  missing,
                  dates,
                  pins,
                  clock)
              .write(batch);
          return true;
        });
    log.atDebug()
        .addArgument(() -> batch.found().size())
        .addArgument(() -> String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begin) / 1e6))
        .log("a batch of {} files was written in {} ms");
  }

  @Override
  public void syncEnded(OriginId origin, boolean complete, long endedMillis, String message)
      throws CatalogueException {
    catalogue.write(
        transaction ->
            transaction
                .session()
                .update(
                    "UPDATE origins SET last_ended_ms = ?, last_complete = ?, last_message = ?,"
                        + " last_sync_ms = iif(?, ?, last_sync_ms) WHERE id = ?",
                    endedMillis,
                    complete,
                    message,
                    complete,
                    endedMillis,
                    origin.value()));
  }
}
