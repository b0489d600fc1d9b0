package org.musicfs.index.report;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.hash.Xxh3;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.catalogue.LayoutCodec;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.TagsCodec;

/**
 * Finds what a library holds more than once, in three degrees: files of the same bytes; the same
 * audio under other tags; other files of the same recording, by its MusicBrainz id. The catalogue
 * tells which tracks may be the same audio: those whose audio is equally long to the byte. Of these
 * the first 64 KiB of the audio are read, unless the chunk store has had all of it, and where they
 * are equal too and the files equally long, the files. One thread.
 */
public final class Duplicates {
  private static final int FINGERPRINT_BYTES = 64 * 1024;
  private static final int BLOCK_BYTES = 1024 * 1024;
  private static final int HASH_BYTES = 16;

  private static final String TRACKS =
      "SELECT o.location, d.path, l.name, o.id, o.type, v.size, v.mtime_ns, v.layout,"
          + " coalesce(t.effective, t.tags), coalesce(m.audio_chunk, 0), m.audio_hash"
          + " FROM tracks t JOIN locations l ON l.id = t.location"
          + " JOIN directories d ON d.id = l.directory JOIN origins o ON o.id = d.origin"
          + " JOIN versions v ON v.id = t.version LEFT JOIN manifests m ON m.version = v.id";

  /** What files have in common. */
  private enum Same {
    BYTES,
    AUDIO,
    RECORDING;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Told how far it is, and of what is passed over. */
  public interface Listener {
    /**
     * @param compared files read so far
     * @param all files to be read at least in part
     */
    void progress(int compared, int all);

    /**
     * @param reason with the file's name
     */
    void leftOut(String reason);
  }

  /** A track's file. */
  private record Candidate(
      OriginSpec origin,
      OriginPath path,
      long sizeBytes,
      long mtimeNanos,
      Optional<Region> audio,
      Optional<String> recording,
      Optional<AudioHash> known) {
    String file() {
      return OriginSpec.display(origin.location()) + "/" + path;
    }
  }

  private record Audio(long length, Hash128 start) {}

  private record Content(long length, Hash128 hash) {}

  private record Group(Same same, List<Candidate> files) {
    String first() {
      return files.getFirst().file();
    }
  }

  private final CatalogueReader catalogue;
  private final Function<OriginSpec, Origin> origins;
  private final Listener listener;
  private final Map<OriginId, Origin> opened = new HashMap<>();
  private int compared;
  private int all;

  /**
   * @param origins makes an origin of the library; closed when {@link #rows} returns
   */
  public Duplicates(
      CatalogueReader catalogue, Function<OriginSpec, Origin> origins, Listener listener) {
    this.catalogue = catalogue;
    this.origins = origins;
    this.listener = listener;
  }

  /**
   * The rows of {@link Report#DUPLICATES}, groups in the order of their first files.
   *
   * @throws CatalogueException if the catalogue cannot be read
   */
  public List<List<Object>> rows() throws CatalogueException {
    try {
      List<Group> groups = groups(candidates());
      groups.sort(Comparator.comparing(Group::first).thenComparing(Group::same));
      List<List<Object>> rows = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        Group group = groups.get(i);
        for (Candidate file : group.files) {
          rows.add(List.of(i + 1L, group.same.key(), file.file(), file.sizeBytes));
        }
      }
      return rows;
    } finally {
      opened.values().forEach(Origin::close);
    }
  }

  private List<Candidate> candidates() throws CatalogueException {
    List<Candidate> found = new ArrayList<>();
    catalogue.read(session -> read(session, found));
    found.sort(Comparator.comparing(Candidate::file));
    return found;
  }

  private static void read(Session session, List<Candidate> found)
      throws SQLException, CatalogueException {
    try (ResultSet row = session.query(TRACKS)) {
      while (row.next()) {
        found.add(
            new Candidate(
                new OriginSpec(
                    new OriginId(row.getInt(4)),
                    row.getString(5),
                    row.getString(1),
                    CachePolicy.FALSE),
                OriginPath.of(row.getBytes(2)).resolve(row.getBytes(3)),
                row.getLong(6),
                row.getLong(7),
                LayoutCodec.decode(row.getBytes(8)).audio(),
                TagsCodec.decode(row.getBytes(9)).first(TagField.MUSICBRAINZ_RECORDINGID),
                row.getInt(10) == 0
                    ? Optional.empty()
                    : Optional.of(
                        new AudioHash(row.getInt(10), Hash128.parse(row.getString(11))))));
      }
    }
  }

  private List<Group> groups(List<Candidate> candidates) {
    List<Group> groups = new ArrayList<>();
    Map<Candidate, Candidate> firstOf = new HashMap<>();
    Collection<List<Candidate>> equallyLong = several(candidates, c -> c.audio.map(Region::length));
    all = equallyLong.stream().mapToInt(List::size).sum();
    for (List<Candidate> some : equallyLong) {
      for (List<Candidate> sameAudio : sameAudio(some)) {
        sameAudio.forEach(c -> firstOf.put(c, sameAudio.getFirst()));
        Collection<List<Candidate>> sameBytes = sameBytes(sameAudio);
        sameBytes.forEach(files -> groups.add(new Group(Same.BYTES, files)));
        if (sameBytes.stream().noneMatch(files -> files.size() == sameAudio.size())) {
          groups.add(new Group(Same.AUDIO, sameAudio));
        }
      }
    }
    for (List<Candidate> sameRecording : several(candidates, Candidate::recording)) {
      // Unless it was told already that all of them are the same audio.
      Candidate first = firstOf.get(sameRecording.getFirst());
      if (first == null || !sameRecording.stream().allMatch(c -> first.equals(firstOf.get(c)))) {
        groups.add(new Group(Same.RECORDING, sameRecording));
      }
    }
    return groups;
  }

  /** Where the chunk store knows all of their audio, nothing is read. */
  private Collection<List<Candidate>> sameAudio(List<Candidate> equallyLong) {
    boolean areKnown =
        equallyLong.stream().map(c -> c.known.map(AudioHash::chunkBytes)).distinct().count() == 1
            && equallyLong.getFirst().known.isPresent();
    if (!areKnown) {
      return several(equallyLong, this::audio);
    }
    compared += equallyLong.size();
    listener.progress(compared, all);
    return several(equallyLong, Candidate::known);
  }

  private Collection<List<Candidate>> sameBytes(List<Candidate> sameAudio) {
    return several(sameAudio, c -> Optional.of(c.sizeBytes)).stream()
        .flatMap(equallyLong -> several(equallyLong, this::content).stream())
        .toList();
  }

  /** The groups of two and more with an equal key; who has none is in none. */
  private static <K> Collection<List<Candidate>> several(
      List<Candidate> candidates, Function<Candidate, Optional<K>> key) {
    Map<K, List<Candidate>> byKey = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      key.apply(candidate)
          .ifPresent(k -> byKey.computeIfAbsent(k, none -> new ArrayList<>()).add(candidate));
    }
    byKey.values().removeIf(group -> group.size() < 2);
    return byKey.values();
  }

  /** What is asked of an open file. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(OriginReader reader) throws OriginException;
  }

  private Optional<Audio> audio(Candidate candidate) {
    listener.progress(++compared, all);
    Region audio = candidate.audio.orElseThrow();
    int length = (int) Math.min(FINGERPRINT_BYTES, audio.length());
    return ask(
        candidate, reader -> new Audio(audio.length(), hash(reader, audio.offset(), length)));
  }

  /** The hash of the hashes of its blocks. */
  private Optional<Content> content(Candidate candidate) {
    return ask(
        candidate,
        reader -> {
          int blocks = (int) Math.ceilDiv(candidate.sizeBytes, BLOCK_BYTES);
          ByteBuffer hashes = ByteBuffer.allocate(blocks * HASH_BYTES);
          for (long at = 0; at < candidate.sizeBytes; at += BLOCK_BYTES) {
            int length = (int) Math.min(BLOCK_BYTES, candidate.sizeBytes - at);
            Hash128 hash = hash(reader, at, length);
            hashes.putLong(hash.high()).putLong(hash.low());
          }
          return new Content(candidate.sizeBytes, Xxh3.hash(hashes.array()));
        });
  }

  private <T> Optional<T> ask(Candidate candidate, Question<T> question) {
    Origin origin =
        opened.computeIfAbsent(candidate.origin.id(), id -> origins.apply(candidate.origin));
    try (OriginReader reader = origin.open(candidate.path)) {
      var stamp = reader.stamp();
      if (stamp.sizeBytes() != candidate.sizeBytes || stamp.mtimeNanos() != candidate.mtimeNanos) {
        listener.leftOut(candidate.file() + ": changed since it was looked at last");
        return Optional.empty();
      }
      return Optional.of(question.ask(reader));
    } catch (OriginException e) {
      listener.leftOut(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Hash128 hash(OriginReader reader, long offset, int length) throws OriginException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    int read = reader.read(offset, buffer);
    return Xxh3.hash(buffer.array(), 0, read);
  }
}
