package org.musicfs.cas.upkeep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.StoreFill;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what is missing of some versions into the store, one after the other: each in large
 * ranges, so that a distant origin is asked for many chunks at once. Readers that come meanwhile
 * are served as always. Confined to one thread, used once.
 */
public final class Filling {
  /** What is asked for at once. */
  private static final int RANGE_BYTES = 4 << 20;

  private static final Logger log = LoggerFactory.getLogger(Filling.class);
  private final Kept kept;
  private final StoreFill.Listener listener;
  private long files;
  private long doneFiles;
  private long bytes;
  private long doneBytes;
  private long failed;
  private String problem = "";
  private boolean goesOn = true;

  public Filling(Kept kept, StoreFill.Listener listener) {
    this.kept = kept;
    this.listener = listener;
  }

  /**
   * Fetches them.
   *
   * @return whether all of them are wholly there
   * @throws InterruptedException if the thread was
   */
  public boolean run(List<Long> versions) throws InterruptedException {
    List<ContentVersion> found = new ArrayList<>();
    Set<Long> taken = new HashSet<>();
    for (long id : versions) {
      try {
        Optional<ContentVersion> version = kept.stored(id);
        if (version.isPresent() && taken.add(version.get().id())) {
          found.add(version.get());
          bytes += version.get().stamp().sizeBytes();
        }
      } catch (ContentException e) {
        fail(e.getMessage());
      }
    }
    files = found.size() + failed;
    doneFiles = failed;
    for (ContentVersion version : found) {
      if (!goesOn) {
        return false;
      }
      long before = doneBytes;
      try {
        fill(version);
      } catch (ContentException e) {
        log.debug("version {} cannot be fetched: {}", version.id(), e.getMessage());
        fail(e.getMessage());
      }
      doneBytes = before + version.stamp().sizeBytes();
      doneFiles++;
    }
    if (goesOn) {
      step(true);
    }
    return failed == 0;
  }

  private void fail(@Nullable String why) {
    failed++;
    problem = why == null ? "it cannot be read" : why;
  }

  private void step(boolean done) {
    goesOn =
        listener.step(new StoreFill(files, doneFiles, bytes, doneBytes, failed, problem, done));
  }

  private void fill(ContentVersion version) throws ContentException, InterruptedException {
    Manifest manifest = kept.manifests().of(version);
    ChunkPlan plan = manifest.plan();
    int index = 0;
    while (index < plan.count() && goesOn) {
      long start = plan.offset(index);
      int last = plan.lastWithin(index, plan.count() - 1, RANGE_BYTES);
      int length = (int) (plan.offset(last) + plan.length(last) - start);
      if (!areStored(manifest, index, last)) {
        kept.content().fetch(version.id(), start, length);
        if (!areStored(manifest, index, last)) {
          fail(refusal());
          return;
        }
      }
      doneBytes += length;
      step(false);
      index = last + 1;
    }
  }

  private String refusal() {
    return kept.store().state().isWell()
        ? "the cache has no room: what is in it is pinned, or its origin has a quota"
        : "the cache does not store: " + kept.store().state().reason();
  }

  private boolean areStored(Manifest manifest, int first, int last) {
    for (int index = first; index <= last; index++) {
      ChunkId id = manifest.id(index);
      if (id == null || !kept.store().isPresent(id)) {
        return false;
      }
    }
    return true;
  }
}
