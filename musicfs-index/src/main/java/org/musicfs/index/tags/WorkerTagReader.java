package org.musicfs.index.tags;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.config.TagsConfig;
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

  private final WorkerPool workers;
  private final TagMapper mapper;
  private final Charset legacy;

  WorkerTagReader(WorkerPool workers, TagsConfig config) {
    this.workers = workers;
    this.mapper = new TagMapper(config);
    this.legacy = Charset.forName(config.legacyEncoding());
  }

  /** A reader that starts its workers when it needs them and counts those that died. */
  public static WorkerTagReader open(TagReaderConfig config, TagsConfig tags, Metrics metrics) {
    WorkerSettings settings =
        new WorkerSettings(
            WorkerSettings.command(config.workerHeapMebibytes()),
            config.maxWorkers(),
            config.deadline(),
            config.idle());
    return new WorkerTagReader(new WorkerPool(settings, metrics), tags);
  }

  @Override
  public boolean isAudioName(byte[] name) {
    return AudioFormat.ofName(name).isPresent();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this reader is closed, or no worker can be started at all
   */
  @Override
  public Reading read(OriginPath path, long sizeBytes, OriginReader reader) throws OriginException {
    Optional<AudioFormat> promised = AudioFormat.ofName(path.name());
    if (sizeBytes == 0) {
      return Reading.unreadable(path.name(), 0, "the file is empty");
    }
    Structure structure;
    try {
      structure =
          StructureReader.read(
              new RangeReader(path.toString(), reader, sizeBytes, legacy), promised);
    } catch (RuntimeException e) {
      // A mistake of ours in a structural reader must cost this file only.
      log.warn("{}: the structural reader failed", path, e);
      return Reading.unreadable(path.name(), sizeBytes, "the reader failed on it: " + e);
    }
    if (structure.nature() == Structure.Nature.FILM && AudioFormat.mayBeFilm(path.name())) {
      return new Reading.NoMusic("a film");
    }
    if (promised.isEmpty() && structure.problem().isPresent()) {
      return new Reading.NoMusic(structure.problem().get());
    }
    return new Reading.Audio(withTags(path, structure));
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
        structure.format(),
        mapper.map(found, structure.chapters()),
        structure.properties(),
        structure.layout(),
        structure.cover(),
        problem);
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
