package org.musicfs.index.tags;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.tags.layout.Id3Frames;
import org.musicfs.index.tags.layout.RangeReader;
import org.musicfs.index.tags.layout.Structure;
import org.musicfs.index.tags.layout.StructureReader;
import org.musicfs.index.tags.map.RawTags;
import org.musicfs.index.tags.map.TagMapper;
import org.musicfs.index.tags.worker.WorkerPool;
import org.musicfs.index.tags.worker.WorkerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tags in three steps: the structure of the file by our own bounded readers, here; ID3v2
 * frames by jaudiotagger, in a worker process; the names of the fields by the Picard mapping, here.
 */
public final class WorkerTagReader implements TagReader {
  private static final Logger log = LoggerFactory.getLogger(WorkerTagReader.class);

  private static final Map<String, AudioFormat> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("mp3", AudioFormat.MP3),
          Map.entry("flac", AudioFormat.FLAC),
          Map.entry("ogg", AudioFormat.VORBIS),
          Map.entry("oga", AudioFormat.VORBIS),
          Map.entry("opus", AudioFormat.OPUS),
          Map.entry("m4a", AudioFormat.AAC),
          Map.entry("m4b", AudioFormat.AAC),
          Map.entry("wav", AudioFormat.WAV),
          Map.entry("wave", AudioFormat.WAV),
          Map.entry("aif", AudioFormat.AIFF),
          Map.entry("aiff", AudioFormat.AIFF),
          Map.entry("aifc", AudioFormat.AIFF));

  private final WorkerPool workers;
  private final TagMapper mapper = new TagMapper();

  WorkerTagReader(WorkerPool workers) {
    this.workers = workers;
  }

  /** A reader that starts its workers when it needs them and counts those that died. */
  public static WorkerTagReader open(TagReaderConfig config, Metrics metrics) {
    WorkerSettings settings =
        new WorkerSettings(
            WorkerSettings.command(config.workerHeapMebibytes()),
            config.maxWorkers(),
            config.deadline(),
            config.idle());
    return new WorkerTagReader(new WorkerPool(settings, metrics));
  }

  @Override
  public boolean isAudioName(byte[] name) {
    return formatOf(name).isPresent();
  }

  private static Optional<AudioFormat> formatOf(byte[] name) {
    int dot = name.length - 1;
    while (dot >= 0 && name[dot] != '.') {
      dot--;
    }
    if (dot <= 0) {
      return Optional.empty();
    }
    String extension =
        new String(name, dot + 1, name.length - dot - 1, StandardCharsets.ISO_8859_1);
    return Optional.ofNullable(BY_EXTENSION.get(extension.toLowerCase(Locale.ROOT)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this reader is closed, or no worker can be started at all
   */
  @Override
  public TrackMetadata read(OriginPath path, long sizeBytes, OriginReader reader)
      throws OriginException {
    AudioFormat expected = formatOf(path.name()).orElse(AudioFormat.MP3);
    if (sizeBytes == 0) {
      return unreadable(expected, 0, "the file is empty");
    }
    Structure structure;
    try {
      structure =
          StructureReader.read(new RangeReader(path.toString(), reader, sizeBytes), expected);
    } catch (RuntimeException e) {
      // A mistake of ours in a structural reader must cost this file only.
      log.warn("{}: the structural reader failed", path, e);
      return unreadable(expected, sizeBytes, "the reader failed on it: " + e);
    }
    return withTags(path, structure);
  }

  private static TrackMetadata unreadable(AudioFormat format, long sizeBytes, String problem) {
    return new TrackMetadata(
        format,
        Tags.EMPTY,
        AudioProperties.UNKNOWN,
        Layout.unknown(sizeBytes),
        Optional.of(problem));
  }

  private TrackMetadata withTags(OriginPath path, Structure structure) throws OriginException {
    List<RawTags> found = new ArrayList<>();
    Optional<String> problem = structure.problem();
    if (!structure.id3().frames().isEmpty()) {
      WorkerPool.Decoded decoded = decode(path, structure.id3());
      found.add(decoded.tags());
      problem = problem.or(decoded::problem);
    }
    found.addAll(structure.tags());
    return new TrackMetadata(
        structure.format(), mapper.map(found), structure.properties(), structure.layout(), problem);
  }

  private WorkerPool.Decoded decode(OriginPath path, Id3Frames frames) throws OriginException {
    try {
      return workers.decode(frames);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OriginException(
          OriginException.Reason.FAILED, path + ": interrupted while its tags were read", e);
    }
  }

  /** {@inheritDoc} Reads under way fail with {@link IllegalStateException}. */
  @Override
  public void close() {
    workers.close();
  }
}
