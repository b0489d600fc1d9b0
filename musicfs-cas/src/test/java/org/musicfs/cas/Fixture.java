package org.musicfs.cas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.Derived;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.content.ManifestStore;
import org.musicfs.core.content.Versions;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.Origins;
import org.musicfs.core.testing.FakeOrigin;

/** A small library in memory over a real store on disk. */
public final class Fixture implements AutoCloseable {
  public static final int CHUNK = 16;

  public final FakeOrigin origin = new FakeOrigin(1);
  public final Set<Long> changed = ConcurrentHashMap.newKeySet();
  public Map<Long, byte[]> savedManifests = new ConcurrentSkipListMap<>();
  public final Map<Long, ContentVersion> versions = new ConcurrentHashMap<>();
  public final Map<Long, Derived> derived = new ConcurrentHashMap<>();
  public final Map<Long, Long> followers = new ConcurrentHashMap<>();
  public final Map<OriginId, Origin> origins = new ConcurrentHashMap<>();
  public final Set<OriginId> direct = ConcurrentHashMap.newKeySet();
  public StoreConfig config;
  public Metrics metrics = new Metrics();

  /** Above the numbers whose boxes the JDK keeps. */
  private final AtomicLong nextVersion = new AtomicLong(1000);

  private final AtomicLong ticks = new AtomicLong(1_700_000_000_000L);

  /** Of versions all of whose audio is known. */
  public final Map<Long, AudioHash> audioHashes = new ConcurrentHashMap<>();

  /** Versions of pinned files; tell the store of a change. */
  public final Set<Long> pinned = ConcurrentHashMap.newKeySet();

  private volatile ChunkedContent open;

  public Fixture(Path directory) {
    config =
        StoreConfig.defaults(directory)
            .withChunkBytes(CHUNK)
            .withLimitBytes(1 << 20)
            .withReserveBytes(0)
            .withReadDeadline(Duration.ofSeconds(20));
    origins.put(origin.id(), origin);
  }

  /** The content path, opened on first use. */
  public synchronized ChunkedContent content() {
    if (open == null) {
      try {
        open =
            ChunkedContent.open(
                config,
                new KnownFiles(
                    knownVersions(),
                    manifestStore(),
                    () -> List.copyOf(pinned),
                    version -> {
                      Long next = followers.get(version);
                      return next == null ? OptionalLong.empty() : OptionalLong.of(next);
                    }),
                knownOrigins(),
                id -> !direct.contains(id),
                metrics,
                ticking());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return open;
  }

  /** A clock that moves with every look, so that uses have an order. */
  public InstantSource ticking() {
    return new InstantSource() {
      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(millis());
      }

      @Override
      public long millis() {
        return ticks.incrementAndGet();
      }
    };
  }

  public void reopen() {
    close();
    content();
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** Puts a file of unknown layout and returns its version. */
  public long add(String path, byte[] bytes) {
    return add(path, bytes, Layout.unknown(bytes.length));
  }

  public long add(String path, byte[] bytes, Layout layout) {
    return addAt(origin, path, bytes, layout);
  }

  public long addAt(FakeOrigin at, String path, byte[] bytes, Layout layout) {
    var _ = origins.putIfAbsent(at.id(), at);
    return version(at.put(path, bytes), at.id(), path, layout);
  }

  public long version(FileStamp stamp, OriginId at, String path, Layout layout) {
    long id = nextVersion.getAndIncrement();
    var location = new ContentVersion.Location(at, OriginPath.of(path));
    versions.put(id, new ContentVersion(id, stamp, layout, List.of(location)));
    return id;
  }

  /** A version of bytes of our own. */
  public long addMade(byte[] bytes) {
    long id = nextVersion.getAndIncrement();
    derived.put(id, new Derived.Made(ByteBuffer.wrap(bytes)));
    return id;
  }

  /** A version that is a part of another. */
  public long addSlice(long version, long offset, long length) {
    long id = nextVersion.getAndIncrement();
    derived.put(id, new Derived.Slice(version, offset, length));
    return id;
  }

  /** A version that is cut from another. */
  public long addExcerpt(long version, Cut cut) {
    long id = nextVersion.getAndIncrement();
    derived.put(id, new Derived.Excerpt(version, cut));
    return id;
  }

  public static Layout layout(int size, int audioFrom, int audioTo) {
    return Layout.of(
        size, List.of(new Region(Region.Kind.AUDIO, audioFrom, (long) audioTo - audioFrom)));
  }

  public byte[] read(long version, long offset, int length) throws ContentException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length);
    int n = content().content().read(version, offset, buffer);
    if (buffer.position() != n) {
      throw new AssertionError("position " + buffer.position() + " after " + n + " bytes");
    }
    byte[] bytes = new byte[n];
    buffer.flip().get(bytes);
    return bytes;
  }

  /** As {@link #read}, if that takes no waiting; empty where the bytes are not at hand. */
  public Optional<byte[]> readNow(long version, long offset, int length) throws ContentException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length + 3).position(2).limit(length + 2);
    int n = content().content().readNow(version, offset, buffer);
    boolean isHere = n != FileContent.NOT_AT_HAND;
    if (buffer.position() != 2 + (isHere ? n : 0) || buffer.limit() != length + 2) {
      throw new AssertionError(buffer + " after " + n);
    }
    byte[] bytes = new byte[buffer.position() - 2];
    buffer.get(2, bytes);
    return isHere ? Optional.of(bytes) : Optional.empty();
  }

  public byte[] readAll(long version) throws ContentException {
    return read(version, 0, (int) versions.get(version).stamp().sizeBytes() + 7);
  }

  /** Waits until all of a version is on disk: readers are served before chunks are stored. */
  public void awaitCached(long version) {
    awaitCached(version, versions.get(version).stamp().sizeBytes());
  }

  public void awaitCached(long version, long size) {
    await(
        "version " + version + " cached",
        () -> {
          try {
            return content().store().cachedBytes(version) == size;
          } catch (ContentException e) {
            throw new AssertionError(e);
          }
        });
  }

  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 10 s: " + what);
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  public long count(Metric metric) {
    return metrics.get(metric);
  }

  public List<Path> chunkFiles() {
    return chunkFiles(config.directory());
  }

  public static List<Path> chunkFiles(Path store) {
    return files(store.resolve("chunks"));
  }

  public static List<Path> files(Path directory) {
    while (true) {
      try (Stream<Path> all = Files.walk(directory)) {
        return new ArrayList<>(all.filter(Files::isRegularFile).toList());
      } catch (UncheckedIOException e) {
        continue; // a file went away during the walk
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Bytes that chunk files took at one moment, each as long as it really was. Files come and go
   * while directories are walked, and one that came for another that went must not count beside it:
   * so only those count that are still the same once all were seen.
   */
  public static long bytesOnDisk(Path store) {
    Map<Path, Object> seen = new HashMap<>();
    for (String part : List.of("chunks", "tmp", "quarantine")) {
      for (Path file : files(store.resolve(part))) {
        attributes(file).ifPresent(found -> seen.put(file, found.fileKey()));
      }
    }
    long sum = 0;
    for (Map.Entry<Path, Object> entry : seen.entrySet()) {
      sum +=
          attributes(entry.getKey())
              .filter(now -> entry.getValue().equals(now.fileKey()))
              .map(BasicFileAttributes::size)
              .orElse(0L);
    }
    return sum;
  }

  private static Optional<BasicFileAttributes> attributes(Path file) {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      return Optional.empty(); // gone
    }
  }

  public static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static byte[] slice(byte[] bytes, long offset, int length) {
    int from = (int) Math.min(offset, bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
  }

  private Versions knownVersions() {
    return new Versions() {
      @Override
      public Optional<ContentVersion> find(long versionId) {
        return Optional.ofNullable(versions.get(versionId));
      }

      @Override
      public Optional<Derived> derived(long versionId) {
        return Optional.ofNullable(derived.get(versionId));
      }

      @Override
      public void reportChanged(long versionId) {
        changed.add(versionId);
      }
    };
  }

  private ManifestStore manifestStore() {
    return new ManifestStore() {
      @Override
      public Optional<byte[]> load(long versionId) {
        return Optional.ofNullable(savedManifests.get(versionId));
      }

      @Override
      public void save(Map<Long, byte[]> manifests, Map<Long, AudioHash> audio) {
        audioHashes.putAll(audio);
        savedManifests.putAll(manifests);
      }

      @Override
      public void forEach(Visitor visitor) {
        for (Map.Entry<Long, byte[]> entry : savedManifests.entrySet()) {
          if (!visitor.accept(entry.getKey(), entry.getValue())) {
            return;
          }
        }
      }
    };
  }

  private Origins knownOrigins() {
    return new Origins() {
      @Override
      public Optional<Origin> find(OriginId id) {
        return Optional.ofNullable(origins.get(id));
      }

      @Override
      public Collection<Origin> all() {
        return origins.values();
      }
    };
  }
}
