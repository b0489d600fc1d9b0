package org.musicfs.cas.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.chunk.FastCdc;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.metrics.Metric;

/** Heads and tails that were fetched whole are cut by their content. */
@Timeout(60)
class RecuttingTest {
  private static final int KIB = 1 << 10;
  private static final int CHUNK = 256 * KIB;
  private static final int HEAD = 600 * KIB;
  private static final int AUDIO = 300 * KIB;
  private static final int TAIL = 90 * KIB;
  private static final int SIZE = HEAD + AUDIO + TAIL;

  @TempDir Path directory;
  private final byte[] bytes = Fixture.random(1, SIZE);
  private Fixture library;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(64 << 20);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private static Layout layout(int size) {
    return Fixture.layout(size, size - AUDIO - TAIL, size - TAIL);
  }

  private static Manifest fixed(byte[] data, Layout layout) {
    return learned(data, ChunkPlan.of(layout, CHUNK));
  }

  /** What becomes of a version of which all is known. */
  private static Manifest byContent(byte[] data, Layout layout) {
    return byContent(data, layout, CHUNK);
  }

  static Manifest byContent(byte[] data, Layout layout, int chunkBytes) {
    ChunkPlan plan = ChunkPlan.of(layout, chunkBytes);
    for (Region region : layout.regions()) {
      if (region.kind() == Region.Kind.HEAD || region.kind() == Region.Kind.TAIL) {
        List<Integer> lengths = new ArrayList<>();
        for (long at = region.offset(); at < region.end(); at += lengths.getLast()) {
          lengths.add(FastCdc.STANDARD.cut(data, (int) at, (int) (region.end() - at)));
        }
        plan = plan.recut(plan.findRun(region.offset(), region.length()), lengths);
      }
    }
    return learned(data, plan);
  }

  private static Manifest learned(byte[] data, ChunkPlan plan) {
    Manifest manifest = new Manifest(plan);
    for (int i = 0; i < plan.count(); i++) {
      manifest.learn(i, ChunkId.of(data, (int) plan.offset(i), plan.length(i)));
    }
    return manifest;
  }

  private Optional<Hash128> hash(long version) {
    return hash(library, version);
  }

  static Optional<Hash128> hash(Fixture library, long version) {
    try {
      return library.content().store().contentHash(version);
    } catch (ContentException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitCut(long version, Manifest expected) {
    Fixture.await("cut by content", () -> hash(version).equals(expected.contentHash()));
  }

  private static Set<ChunkId> only(Manifest of, Manifest not) {
    Set<ChunkId> ids = new HashSet<>(of.known());
    ids.removeAll(not.known());
    return ids;
  }

  private Set<ChunkId> stored() {
    return library.chunkFiles().stream()
        .map(file -> ChunkId.parse(file.getFileName().toString()).orElseThrow())
        .collect(Collectors.toSet());
  }

  private void delete(Set<ChunkId> ids) throws IOException {
    for (Path file : library.chunkFiles()) {
      if (ids.contains(ChunkId.parse(file.getFileName().toString()).orElseThrow())) {
        Files.delete(file);
      }
    }
  }

  /** The same file, and its head is said to be a picture: that is never cut by content. */
  private void sayHeadIsPicture(long version, boolean isPicture) {
    Layout known = layout(SIZE);
    List<Region> regions = new ArrayList<>(known.regions());
    if (isPicture) {
      regions.set(0, new Region(Region.Kind.PICTURE, 0, HEAD));
    }
    library.versions.computeIfPresent(
        version, (id, v) -> new ContentVersion(id, v.stamp(), new Layout(regions), v.locations()));
  }

  @Test
  void aHeadAndATailAreCutByContentOnceReadAndAreAllThatIsNeeded() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    Manifest before = fixed(bytes, layout(SIZE));
    Manifest after = byContent(bytes, layout(SIZE));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    awaitCut(version, after);
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(stored()).containsAll(after.known());
    library.close();

    delete(only(before, after));
    library.origin.unreachable(true);
    library.content();
    assertThat(hash(version)).isEqualTo(after.contentHash());
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void aHeadOfWhichAPieceIsMissingStaysAsItIs() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    library.read(version, 0, 2 * CHUNK);
    library.read(version, HEAD, AUDIO);
    awaitAnotherIsCut();
    Manifest after = byContent(bytes, layout(SIZE));
    assertThat(stored()).doesNotContainAnyElementsOf(headOf(after));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    awaitCut(version, after);
  }

  /** Whatever was complete before has been looked at then. */
  private void awaitAnotherIsCut() throws Exception {
    byte[] others = Fixture.random(2, SIZE);
    long other = library.add("other", others, layout(SIZE));
    library.readAll(other);
    awaitCut(other, byContent(others, layout(SIZE)));
  }

  private static Set<ChunkId> headOf(Manifest manifest) {
    Set<ChunkId> head = new HashSet<>();
    for (int i = 0; manifest.plan().offset(i) < HEAD; i++) {
      head.add(manifest.id(i));
    }
    return head;
  }

  @Test
  void whoHasTheFileOpenReadsOnAndWhatThatTeachesIsKept() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    Manifest before = fixed(bytes, layout(SIZE));
    Manifest after = byContent(bytes, layout(SIZE));
    library.content().content().open(version);
    assertThat(library.read(version, 0, HEAD)).isEqualTo(Fixture.slice(bytes, 0, HEAD));
    Fixture.await("the head is cut", () -> stored().containsAll(headOf(after)));
    for (int round = 0; round < 3; round++) {
      assertThat(library.read(version, 0, HEAD)).isEqualTo(Fixture.slice(bytes, 0, HEAD));
    }
    assertThat(library.readAll(version)).isEqualTo(bytes);
    awaitCut(version, after);

    library.content().store().clear(java.util.Optional.empty());
    assertThat(library.readAll(version)).as("by its old plan").isEqualTo(bytes);
    Fixture.await("stored", () -> stored().containsAll(before.known()));
    assertThat(hash(version)).as("nothing old is learned").isEqualTo(after.contentHash());
    library.content().content().release(version);
    library.reopen();
    assertThat(hash(version)).isEqualTo(after.contentHash());
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void whoReadsItLaterReadsByTheNewCut() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    library.readAll(version);
    Manifest after = byContent(bytes, layout(SIZE));
    awaitCut(version, after);
    awaitAnotherIsCut();
    library.content().store().clear(java.util.Optional.empty());
    assertThat(library.readAll(version)).isEqualTo(bytes);
    library.awaitCached(version);
    assertThat(stored()).isEqualTo(new HashSet<>(after.known()));
  }

  @Test
  void readersByTheOldAndByTheNewCutDoNotTakeEachOthersChunks() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    library.content().content().open(version);
    library.readAll(version);
    Manifest after = byContent(bytes, layout(SIZE));
    awaitCut(version, after);
    library.content().store().clear(java.util.Optional.empty());
    long head = library.addSlice(version, 0, HEAD);
    int at = (int) after.plan().offset(1);
    int before = library.origin.reads.get();
    library.origin.hold();
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      Future<byte[]> old = readers.submit(() -> library.read(version, CHUNK, 10));
      Fixture.await("one asked", () -> library.origin.reads.get() == before + 1);
      Future<byte[]> young = readers.submit(() -> library.read(head, at, 10));
      try {
        Fixture.await("both asked", () -> library.origin.reads.get() == before + 2);
      } finally {
        library.origin.release();
      }
      assertThat(old.get()).isEqualTo(Fixture.slice(bytes, CHUNK, 10));
      assertThat(young.get()).isEqualTo(Fixture.slice(bytes, at, 10));
    }
    library.content().content().release(version);
  }

  @Test
  void aHeadWithSomeBytesMoreNearItsFrontSharesMostOfItsChunks() throws Exception {
    byte[] longer = new byte[SIZE + 300];
    System.arraycopy(bytes, 0, longer, 0, 1000);
    System.arraycopy(Fixture.random(9, 300), 0, longer, 1000, 300);
    System.arraycopy(bytes, 1000, longer, 1300, SIZE - 1000);
    long first = library.add("song", bytes, layout(SIZE));
    long second = library.add("retagged", longer, layout(SIZE + 300));
    Manifest one = byContent(bytes, layout(SIZE));
    Manifest two = byContent(longer, layout(SIZE + 300));
    library.readAll(first);
    awaitCut(first, one);
    Set<ChunkId> before = stored();
    library.readAll(second);
    awaitCut(second, two);

    Set<ChunkId> added = stored();
    added.removeAll(before);
    added.removeAll(fixed(longer, layout(SIZE + 300)).known());
    assertThat(added).isEqualTo(only(two, one));
    assertThat(added.stream().mapToLong(ChunkId::length).sum()).isLessThan(HEAD / 3);
  }

  @Test
  void whatAKilledProcessLeftUncutIsCutWhenItIsReadNext() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    sayHeadIsPicture(version, true);
    library.readAll(version);
    library.awaitCached(version);
    library.close();
    sayHeadIsPicture(version, false);
    library.origin.unreachable(true);

    assertThat(library.readAll(version)).isEqualTo(bytes);
    awaitCut(version, byContent(bytes, layout(SIZE)));
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void newChunksWithoutTheirManifestAreHarmless() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    sayHeadIsPicture(version, true);
    library.readAll(version);
    library.awaitCached(version);
    library.close();
    byte[] old = library.savedManifests.get(version);
    sayHeadIsPicture(version, false);
    library.readAll(version);
    awaitCut(version, byContent(bytes, layout(SIZE)));
    library.close();

    library.savedManifests.put(version, old);
    library.origin.unreachable(true);
    assertThat(library.readAll(version)).isEqualTo(bytes);
    awaitCut(version, byContent(bytes, layout(SIZE)));
  }

  @Test
  void aHeadThatTheStoreDidNotTakeStaysAsItIs() throws Exception {
    library.config = library.config.withLimitBytes(0);
    long version = library.add("song", bytes, layout(SIZE));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    library.reopen();
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(hash(version)).isEqualTo(fixed(bytes, layout(SIZE)).contentHash());
  }

  @Test
  void theOldChunksAreTheFirstToGo() throws Exception {
    library.config = library.config.withLimitBytes(10 << 20); // of it 2 MiB for all but audio
    byte[] cover = Fixture.random(3, CHUNK);
    Layout picture =
        new Layout(
            List.of(
                new Region(Region.Kind.PICTURE, 0, CHUNK - 10),
                new Region(Region.Kind.AUDIO, CHUNK - 10, 10)));
    long older = library.add("older", cover, picture);
    library.readAll(older);
    library.awaitCached(older);
    long version = library.add("song", bytes, layout(SIZE));
    Manifest before = fixed(bytes, layout(SIZE));
    Manifest after = byContent(bytes, layout(SIZE));
    library.readAll(version);
    awaitCut(version, after);
    library.reopen();

    byte[] many = Fixture.random(4, 600 * KIB);
    Layout pictures =
        new Layout(
            List.of(
                new Region(Region.Kind.PICTURE, 0, 599 * KIB),
                new Region(Region.Kind.AUDIO, 599 * KIB, KIB)));
    long more = library.add("more", many, pictures);
    library.readAll(more);
    library.awaitCached(more);
    assertThat(library.count(Metric.EVICTED_BYTES)).isPositive();
    assertThat(stored()).containsAll(fixed(cover, picture).known()).containsAll(after.known());
    assertThat(stored().containsAll(only(before, after))).isFalse();
  }

  @Test
  void aTrackThatLiesInOneFileStaysAsItIs() throws Exception {
    library.config = library.config.withWholeFiles(true);
    long version = library.add("song", bytes, layout(SIZE));
    sayHeadIsPicture(version, true);
    library.readAll(version);
    library.awaitCached(version);
    awaitBacking(version).close();
    Optional<Hash128> hash = hash(version);
    library.close();
    sayHeadIsPicture(version, false);
    delete(new HashSet<>(byContent(bytes, layout(SIZE)).known())); // the audio, the tail
    library.origin.unreachable(true);
    assertThat(library.readAll(version)).isEqualTo(bytes);
    library.origin.unreachable(false);

    awaitAnotherIsCut();
    assertThat(hash(version)).isEqualTo(hash);
  }

  private BackingFile awaitBacking(long version) {
    BackingFile[] found = new BackingFile[1];
    Fixture.await(
        "a copy",
        () -> {
          try {
            library.content().content().backing(version).ifPresent(file -> found[0] = file);
          } catch (ContentException e) {
            throw new AssertionError(e);
          }
          return found[0] != null;
        });
    return found[0];
  }

  @Test
  void aReaderFromBeforeIsLentTheCopyOfTheNewCut() throws Exception {
    library.config = library.config.withWholeFiles(true);
    long version = library.add("song", bytes, layout(SIZE));
    library.content().content().open(version);
    library.readAll(version);
    Manifest after = byContent(bytes, layout(SIZE));
    awaitCut(version, after);
    try (BackingFile file = awaitBacking(version)) {
      assertThat(Files.readAllBytes(Path.of("/proc/self/fd/" + file.descriptor())))
          .isEqualTo(bytes);
    }
    assertThat(stored()).contains(after.whole().orElseThrow());
    delete(new HashSet<>(fixed(bytes, layout(SIZE)).known()));
    library.origin.unreachable(true);
    assertThat(library.readAll(version)).as("by its old plan").isEqualTo(bytes);
    library.content().content().release(version);
  }

  @Test
  void aDamagedChunkOfTheNewCutIsFoundAndFetchedAgainWhileAnOldReaderIsOpen() throws Exception {
    long version = library.add("song", bytes, layout(SIZE));
    library.content().content().open(version);
    library.readAll(version);
    Manifest after = byContent(bytes, layout(SIZE));
    awaitCut(version, after);
    ChunkId damaged = only(after, fixed(bytes, layout(SIZE))).iterator().next();
    for (Path file : library.chunkFiles()) {
      if (file.getFileName().toString().equals(damaged.toString())) {
        byte[] wrong = Files.readAllBytes(file);
        wrong[7] ^= 1;
        Files.write(file, wrong);
      }
    }
    List<StoreCheck> steps = new ArrayList<>();
    library.content().store().verify(true, steps::add);
    assertThat(steps.getLast().damaged()).isEqualTo(1);
    assertThat(steps.getLast().repaired()).isEqualTo(1);
    Fixture.await("stored", () -> stored().contains(damaged));
    library.content().content().release(version);
  }

  @Test
  void shortHeadsAreLeftAlone() throws Exception {
    byte[] small = Arrays.copyOf(bytes, AUDIO + 10 * KIB);
    Layout layout = Fixture.layout(small.length, 10 * KIB, small.length);
    long version = library.add("small", small, layout);
    library.readAll(version);
    library.awaitCached(version);
    Set<ChunkId> all = stored();
    awaitAnotherIsCut();
    assertThat(hash(version)).isEqualTo(fixed(small, layout).contentHash());
    assertThat(all).isEqualTo(new HashSet<>(fixed(small, layout).known()));
  }
}
