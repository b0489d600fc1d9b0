package org.musicfs.index.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.SyncStore;

/** A catalogue of one origin in memory that refuses what a real one would refuse. */
final class MemoryStore implements SyncStore {
  record Location(long id, FileStamp stamp, boolean provisional, FoundContent content) {
    boolean isTrack() {
      return content instanceof FoundContent.Audio;
    }

    TrackMetadata metadata() {
      return ((FoundContent.Audio) content).metadata();
    }
  }

  record End(boolean complete, String message) {}

  private final TreeMap<OriginPath, Location> files = new TreeMap<>();

  /** Files to be read again; taken out when they were. */
  final Set<OriginPath> stale = ConcurrentHashMap.newKeySet();

  private final Map<OriginPath, KnownDirectory> directories = new HashMap<>();
  private final Map<OriginPath, List<OriginPath>> filesIn = new HashMap<>();
  private final Map<OriginPath, List<OriginPath>> directoriesIn = new HashMap<>();
  final List<SyncBatch> batches = new ArrayList<>();
  final List<End> ends = new ArrayList<>();
  int failAfterBatches = Integer.MAX_VALUE;
  Runnable beforeApply = () -> {};
  private long nextId = 1;

  synchronized Map<String, Location> tracks() {
    Map<String, Location> result = new TreeMap<>();
    files.forEach(
        (path, location) -> {
          if (location.isTrack()) {
            result.put(path.toString(), location);
          }
        });
    return result;
  }

  synchronized Location track(String path) {
    @Nullable Location location = files.get(OriginPath.of(path));
    if (location == null) {
      throw new AssertionError(path + " is not in " + files.keySet());
    }
    return location;
  }

  synchronized long settledCount() {
    return batches.stream().mapToLong(b -> b.settled().size()).sum();
  }

  @Override
  public synchronized Optional<KnownDirectory> directory(OriginId origin, OriginPath path) {
    return Optional.ofNullable(directories.get(path));
  }

  @Override
  public synchronized List<KnownDirectory> subdirectories(KnownDirectory directory) {
    return directoriesIn.getOrDefault(directory.path(), List.of()).stream()
        .map(directories::get)
        .toList();
  }

  @Override
  public synchronized List<KnownFile> files(KnownDirectory directory) {
    return filesIn.getOrDefault(directory.path(), List.of()).stream()
        .map(
            path -> {
              Location location = files.get(path);
              return new KnownFile(
                  location.id,
                  path,
                  location.stamp,
                  location.provisional,
                  stale.contains(path),
                  location.isTrack());
            })
        .toList();
  }

  @Override
  public synchronized long trackCount(OriginId origin) {
    return tracks().size();
  }

  @Override
  public void apply(SyncBatch batch) throws CatalogueException {
    beforeApply.run();
    synchronized (this) {
      if (batches.size() >= failAfterBatches) {
        throw new CatalogueException("disk full", null);
      }
      batches.add(batch);
      batch.listed().forEach(this::list);
      batch.found().forEach(this::find);
      batch.settled().forEach(id -> settle(id));
      batch.removed().forEach(id -> remove(pathOf(id)));
      batch.removedDirectories().forEach(this::removeDirectory);
    }
  }

  private void list(ListedDirectory listed) {
    OriginPath path = listed.path();
    check(path.isRoot() || directories.containsKey(path.parent()), "orphan directory " + path);
    KnownDirectory old = directories.get(path);
    long id = old == null ? nextId++ : old.id();
    directories.put(path, new KnownDirectory(id, new OriginId(1), path, listed.device()));
    if (old == null && !path.isRoot()) {
      directoriesIn.computeIfAbsent(path.parent(), p -> new ArrayList<>()).add(path);
    }
  }

  private void find(FoundFile found) {
    OriginPath path = found.path();
    check(directories.containsKey(path.parent()), "orphan file " + path);
    found
        .metadata()
        .ifPresent(
            m -> check(m.layout().sizeBytes() == found.stamp().sizeBytes(), "layout " + path));
    long id;
    if (found.previous().isPresent()) {
      id = found.previous().get();
      remove(pathOf(id));
    } else {
      id = nextId++;
    }
    check(!files.containsKey(path), "taken " + path);
    stale.remove(path);
    files.put(path, new Location(id, found.stamp(), found.provisional(), found.content()));
    filesIn.computeIfAbsent(path.parent(), p -> new ArrayList<>()).add(path);
  }

  private void settle(long id) {
    OriginPath path = pathOf(id);
    Location old = files.get(path);
    files.put(path, new Location(id, old.stamp, false, old.content));
  }

  private OriginPath pathOf(long id) {
    return files.entrySet().stream()
        .filter(e -> e.getValue().id == id)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no location " + id))
        .getKey();
  }

  private void remove(OriginPath path) {
    files.remove(path);
    filesIn.get(path.parent()).remove(path);
  }

  private void removeDirectory(long id) {
    OriginPath gone =
        directories.values().stream()
            .filter(d -> d.id() == id)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no directory " + id))
            .path();
    check(files.keySet().stream().noneMatch(p -> p.startsWith(gone)), "tracks below " + gone);
    directories.keySet().removeIf(p -> p.startsWith(gone));
    directoriesIn.values().forEach(list -> list.removeIf(p -> p.startsWith(gone)));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  @Override
  public synchronized void syncEnded(
      OriginId origin, boolean complete, long endedMillis, String message) {
    ends.add(new End(complete, message));
  }
}
