package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;

/**
 * A tag reader with its workers for the tests of one class, which leaves no worker behind, and an
 * origin to read from.
 */
final class OpenReader implements BeforeAllCallback, AfterAllCallback {
  private final TagReaderConfig config;
  private final Metrics metrics;
  private final FakeOrigin origin = new FakeOrigin(1);
  private WorkerTagReader reader;

  OpenReader() {
    this(TagReaderConfig.defaults(), new Metrics());
  }

  OpenReader(TagReaderConfig config, Metrics metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    reader = WorkerTagReader.open(config, MusicfsConfig.defaults().tags(), metrics);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    reader.close();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  /** Counts what is read, since {@link #readCounted}. */
  FakeOrigin origin() {
    return origin;
  }

  WorkerTagReader reader() {
    return reader;
  }

  TrackMetadata read(String name, byte[] file) throws OriginException {
    return reading(name, file).metadata();
  }

  Reading reading(String name, byte[] file) throws OriginException {
    return reading(reader, name, file);
  }

  /** What another reader says of a file. */
  Reading reading(TagReader other, String name, byte[] file) throws OriginException {
    origin.put(name, file);
    OriginPath path = OriginPath.of(name);
    try (var open = origin.open(path)) {
      return other.read(path, file.length, open);
    }
  }

  /** Reads with the origin's counters at zero before. */
  TrackMetadata readCounted(String name, byte[] file) throws OriginException {
    origin.reads.set(0);
    origin.bytesRead.set(0);
    return read(name, file);
  }

  static List<Region> pictures(TrackMetadata track) {
    return track.layout().regions().stream().filter(r -> r.kind() == Region.Kind.PICTURE).toList();
  }

  static List<String> regions(TrackMetadata metadata) {
    return metadata.layout().regions().stream()
        .map(r -> r.kind() + " " + r.offset() + "+" + r.length())
        .toList();
  }
}
