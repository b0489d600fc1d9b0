package org.musicfs.cli.daemon;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore;

/** A sync store that tells the search index of every batch it has committed. */
final class IndexedStore implements SyncStore {
  private final SyncStore store;
  private final Runnable committed;

  IndexedStore(SyncStore store, Runnable committed) {
    this.store = store;
    this.committed = committed;
  }

  @Override
  public void apply(SyncBatch batch) throws CatalogueException {
    store.apply(batch);
    committed.run();
  }

  @Override
  public Optional<KnownDirectory> directory(OriginId origin, OriginPath path)
      throws CatalogueException {
    return store.directory(origin, path);
  }

  @Override
  public List<KnownDirectory> subdirectories(KnownDirectory directory) throws CatalogueException {
    return store.subdirectories(directory);
  }

  @Override
  public List<KnownFile> files(KnownDirectory directory) throws CatalogueException {
    return store.files(directory);
  }

  @Override
  public long trackCount(OriginId origin) throws CatalogueException {
    return store.trackCount(origin);
  }

  @Override
  public void syncEnded(OriginId origin, boolean complete, long endedMillis, String message)
      throws CatalogueException {
    store.syncEnded(origin, complete, endedMillis, message);
  }
}
