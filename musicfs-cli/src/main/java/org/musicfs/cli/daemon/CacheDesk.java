package org.musicfs.cli.daemon;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.cli.output.Human;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentStore;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.control.CachedFile;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.search.Search;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.Pins;

/** Answers what the control socket asks of the chunk store. Thread-safe. */
final class CacheDesk implements CacheControl {
  /** Of the limit, what pinned files may take: something is to be left for what is played. */
  private static final int PINNED_PERCENT = 90;

  private final ServedLibrary served;
  private final OriginTargets origins;
  private final CacheTargets targets;

  CacheDesk(ServedLibrary served, Search search) {
    this.served = served;
    this.origins = served.targets();
    this.targets = new CacheTargets(served.library().tree(), search, served.mount().mountpoint());
  }

  private ContentStore store() {
    return served.content().store();
  }

  private Pins pins() {
    return served.library().pins();
  }

  @Override
  public StoreStats stats() throws ContentException {
    return store().stats();
  }

  @Override
  public void verify(boolean repair, StoreCheck.Listener listener) throws ContentException {
    store().verify(repair, listener);
  }

  @Override
  public long clear(String origin) throws ContentException {
    if (origin.isEmpty()) {
      return store().clear(Optional.empty());
    }
    OriginId whose =
        origins.find(origin).entrySet().stream()
            .filter(scope -> scope.getValue().equals(OriginPath.ROOT))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> OriginTargets.unknown(origin));
    return store().clear(Optional.of(whose));
  }

  @Override
  public void list(List<CacheTarget> wanted, CachedFile.Sink sink) throws ContentException {
    Map<Long, Long> cached = new HashMap<>();
    store().forEachCached(cached::put);
    Set<Long> pinned = new HashSet<>(pins().versions());
    targets.forEach(
        wanted,
        found -> {
          long version = found.file().versionId();
          long bytes = cached.getOrDefault(version, 0L);
          boolean isPinned = pinned.contains(version);
          return (bytes == 0 && !isPinned)
              || sink.accept(
                  new CachedFile(found.path(), found.file().sizeBytes(), bytes, isPinned));
        });
  }

  @Override
  public long evict(List<CacheTarget> wanted) throws ContentException {
    return store().evict(targets.versions(wanted));
  }

  @Override
  public void prefetch(List<CacheTarget> wanted, StoreFill.Listener listener)
      throws InterruptedException {
    store().fill(targets.versions(wanted), listener);
  }

  @Override
  public long pin(List<CacheTarget> wanted, boolean waits, StoreFill.Listener listener)
      throws InterruptedException {
    List<Long> versions = targets.versions(wanted);
    long files;
    try {
      checkRoom(pins().bytesWith(versions));
      files = pins().pin(versions);
    } catch (CatalogueException e) {
      throw unwritable(e);
    }
    store().followPins();
    if (waits) {
      store().fill(versions, listener);
    }
    return files;
  }

  private void checkRoom(long bytes) {
    long most = store().use().limitBytes() / 100 * PINNED_PERCENT;
    if (bytes > most) {
      throw new UserError(
          ExitCode.USAGE,
          "all that is pinned would take "
              + Human.bytes(bytes)
              + "; "
              + PINNED_PERCENT
              + " % of the cache are "
              + Human.bytes(most),
          "raise cache.limit, or unpin something: musicfs cache list --pinned");
    }
  }

  @Override
  public long unpin(List<CacheTarget> wanted) {
    try {
      long files = wanted.isEmpty() ? pins().unpinAll() : pins().unpin(targets.versions(wanted));
      store().followPins();
      return files;
    } catch (CatalogueException e) {
      throw unwritable(e);
    }
  }

  private static UserError unwritable(CatalogueException e) {
    return new UserError(
        ExitCode.STATE, "pins cannot be read or kept: " + e.getMessage(), "the log says more");
  }
}
