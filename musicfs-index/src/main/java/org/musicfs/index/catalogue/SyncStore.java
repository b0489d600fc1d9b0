package org.musicfs.index.catalogue;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * What sync asks of the catalogue and tells it. Reads may come from several threads; {@link #apply}
 * from one at a time per origin.
 */
public interface SyncStore {
  /** What the catalogue knows of a directory of an origin; empty if it was never listed. */
  Optional<KnownDirectory> directory(OriginId origin, OriginPath path) throws CatalogueException;

  /** Directories known directly below this one. */
  List<KnownDirectory> subdirectories(KnownDirectory directory) throws CatalogueException;

  /** Files known directly in this directory. */
  List<KnownFile> files(KnownDirectory directory) throws CatalogueException;

  /** How many tracks the origin holds. */
  long trackCount(OriginId origin) throws CatalogueException;

  /**
   * Applies a batch in one transaction: locations, versions, tracks, nodes, outbox. All or nothing;
   * durable enough that a killed process finds either the whole batch or none of it.
   */
  void apply(SyncBatch batch) throws CatalogueException;

  /** Remembers how a sync of this origin ended. */
  void syncEnded(OriginId origin, boolean complete, long endedMillis, String message)
      throws CatalogueException;

  /**
   * A directory as last listed.
   *
   * @param id of its row
   * @param device it lay on when last listed; 0 if unknown
   */
  record KnownDirectory(long id, OriginId origin, OriginPath path, long device) {}

  /**
   * A file as last seen.
   *
   * @param id of its location
   * @param stamp what the origin said then
   * @param provisional seen so soon after its mtime that it may have changed since within one tick
   * @param stale to be read again though it is unchanged, for more is read of files now
   * @param isTrack whether it is a track, rather than a companion or no music
   */
  record KnownFile(
      long id,
      OriginPath path,
      FileStamp stamp,
      boolean provisional,
      boolean stale,
      boolean isTrack) {}

  /**
   * One transaction's worth of findings.
   *
   * @param listed directories that were completely listed; recorded with their device
   * @param found files that are new, changed or moved, with what reading them told
   * @param settled locations whose provisional version was compared again and still holds
   * @param removed locations that are gone
   * @param removedDirectories directory rows that are gone, with everything below them
   */
  record SyncBatch(
      OriginId origin,
      List<ListedDirectory> listed,
      List<FoundFile> found,
      List<Long> settled,
      List<Long> removed,
      List<Long> removedDirectories) {
    public SyncBatch {
      listed = List.copyOf(listed);
      found = List.copyOf(found);
      settled = List.copyOf(settled);
      removed = List.copyOf(removed);
      removedDirectories = List.copyOf(removedDirectories);
    }
  }

  /** A directory that was completely listed, and the device it lies on. */
  record ListedDirectory(OriginPath path, long device) {}

  /**
   * A file that was read. It gets a new version unless it is what it was.
   *
   * @param previous the location it had: its own when it changed in place, another's when it was
   *     moved; empty when new
   * @param provisional seen within 2 s of its mtime
   */
  record FoundFile(
      OriginPath path,
      FileStamp stamp,
      boolean provisional,
      Optional<Long> previous,
      FoundContent content) {
    /** What a track says of itself; empty for everything else. */
    public Optional<TrackMetadata> metadata() {
      return content instanceof FoundContent.Audio audio
          ? Optional.of(audio.metadata())
          : Optional.empty();
    }
  }
}
