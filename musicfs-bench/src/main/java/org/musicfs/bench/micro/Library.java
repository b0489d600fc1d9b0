package org.musicfs.bench.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.musicfs.cas.ChunkedContent;
import org.musicfs.cas.KnownFiles;
import org.musicfs.cas.StoreConfig;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.Derived;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.content.ManifestStore;
import org.musicfs.core.content.Versions;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.Origins;

/** One file at an origin in memory, all of it stored, and the content path over it. */
final class Library implements AutoCloseable {
  static final long VERSION = 1;

  private static final OriginPath PATH = OriginPath.of("file");

  private final Path directory;
  private final ChunkedContent content;

  /**
   * @param sizeBytes of the file
   */
  Library(int sizeBytes) throws IOException, ContentException, InterruptedException {
    directory = Files.createTempDirectory("musicfs-bench");
    FileStamp stamp = new FileStamp(sizeBytes, 1, 1, 1, 1, "");
    MemoryOrigin origin = new MemoryOrigin(stamp);
    ContentVersion version =
        new ContentVersion(
            VERSION,
            stamp,
            Layout.unknown(sizeBytes),
            List.of(new ContentVersion.Location(origin.id(), PATH)));
    content =
        ChunkedContent.open(
            StoreConfig.defaults(directory).withReserveBytes(0),
            new KnownFiles(
                new OneVersion(version), new Manifests(), List::of, any -> OptionalLong.empty()),
            new OneOrigin(origin),
            any -> true,
            new Metrics(),
            InstantSource.system());
    store(sizeBytes);
  }

  private void store(int sizeBytes) throws ContentException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    for (long at = 0; at < sizeBytes; at += buffer.capacity()) {
      content.content().read(VERSION, at, buffer.clear());
    }
    while (content.store().cachedBytes(VERSION) < sizeBytes) {
      Thread.sleep(10); // readers are served before chunks are stored
    }
  }

  FileContent content() {
    return content.content();
  }

  @Override
  public void close() throws IOException {
    content.close();
    delete(directory);
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }

  private record OneVersion(ContentVersion version) implements Versions {
    @Override
    public Optional<ContentVersion> find(long versionId) {
      return versionId == version.id() ? Optional.of(version) : Optional.empty();
    }

    @Override
    public Optional<Derived> derived(long versionId) {
      return Optional.empty();
    }

    @Override
    public void reportChanged(long versionId) {
      throw new IllegalStateException("nothing changes here");
    }
  }

  private record OneOrigin(Origin origin) implements Origins {
    @Override
    public Optional<Origin> find(OriginId id) {
      return id.equals(origin.id()) ? Optional.of(origin) : Optional.empty();
    }

    @Override
    public Collection<Origin> all() {
      return List.of(origin);
    }
  }

  /** Manifests in memory. */
  static final class Manifests implements ManifestStore {
    private final Map<Long, byte[]> all = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> load(long versionId) {
      return Optional.ofNullable(all.get(versionId));
    }

    @Override
    public void save(Map<Long, byte[]> manifests, Map<Long, AudioHash> audio) {
      all.putAll(manifests);
    }

    @Override
    public void forEach(Visitor visitor) {
      for (Map.Entry<Long, byte[]> entry : all.entrySet()) {
        if (!visitor.accept(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }
  }
}
