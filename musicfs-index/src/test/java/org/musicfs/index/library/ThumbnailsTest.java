package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.content.Derived;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.index.thumbnail.Pictures;
import org.musicfs.index.thumbnail.ThumbnailMaker;
import org.musicfs.index.tree.TreeRules;
import org.musicfs.index.tree.Views;

/** {@code cover_thumb.jpg} and {@code cover_medium.jpg}. */
class ThumbnailsTest extends WithLibrary {
  private static final String THUMB = "cover_thumb.jpg";
  private static final String MEDIUM = "cover_medium.jpg";
  private static final byte[] PICTURE = Pictures.of("jpg", 800, 400);

  private final CoverBytes content = new CoverBytes();
  private ThumbnailMaker maker;

  @BeforeEach
  void makeThumbnails() {
    maker = library.library().makeThumbnails(content);
  }

  @AfterEach
  void stopMaking() {
    content.gate.countDown();
    maker.close();
    assertThat(content.open).as("handles left open").hasValue(0);
  }

  private void put(String file, String as, byte[] picture) throws Exception {
    put(file, as, picture, as.substring(0, as.lastIndexOf('/') + 1));
  }

  /**
   * Adds or changes a track with a picture in it.
   *
   * @param directory of the tree, with a slash
   */
  private void put(String file, String as, byte[] picture, String directory) throws Exception {
    ImageType type = ImageType.of(ByteBuffer.wrap(picture)).orElse(ImageType.JPEG);
    library.putWithCover(file, as, type, picture.length);
    Node.File cover = (Node.File) library.walk().get(directory + "cover." + type.extension());
    content.bytes.put(cover.versionId(), picture);
  }

  private Optional<Node.File> find(String directory, String name) throws Exception {
    long id = library.walk().get(directory).id();
    return library.tree().lookup(id, name).map(Node.File.class::cast);
  }

  private byte[] bytes(Node.File file) throws Exception {
    Derived derived =
        library.library().versions((o, p) -> {}).derived(file.versionId()).orElseThrow();
    ByteBuffer made = ((Derived.Made) derived).bytes();
    byte[] bytes = new byte[made.remaining()];
    made.get(bytes);
    return bytes;
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(10);
    }
  }

  @Test
  void areFoundByNameAndInNoListing() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    long directory = library.walk().get("A/B").id();

    Node.File thumb = find("A/B", THUMB).orElseThrow();
    assertThat(thumb.parentId()).isEqualTo(directory);
    assertThat(thumb.name()).isEqualTo(THUMB);
    assertThat(bytes(thumb)).hasSize((int) thumb.sizeBytes());
    BufferedImage small = Pictures.read(bytes(thumb));
    assertThat(small.getWidth()).isEqualTo(150);
    assertThat(small.getHeight()).isEqualTo(75);
    Node.File medium = find("A/B", MEDIUM).orElseThrow();
    assertThat(Pictures.read(bytes(medium)).getWidth()).isEqualTo(300);
    assertThat(medium.id()).isNotEqualTo(thumb.id());

    assertThat(library.tree().node(thumb.id())).contains(thumb);
    assertThat(library.tree().file(thumb.id(), thumb.versionId())).contains(thumb);
    assertThat(library.children(directory))
        .extracting(Node::name)
        .containsExactlyInAnyOrder("1.flac", "cover.jpg");
    assertThat(library.tree().counts().files()).isEqualTo(1);
    assertThat(library.library().attributes(new TenBytesCached()).attributes(thumb)).isEmpty();
    assertThat(find("A/B", "Cover_Thumb.jpg")).isEmpty();
    assertThat(find("A", THUMB)).as("no cover there").isEmpty();
  }

  @Test
  void stayWhatTheyAreWhileTheCoverDoes() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    Node.File thumb = find("A/B", THUMB).orElseThrow();
    byte[] before = bytes(thumb);

    library.put("in/2.flac", "A/B/2");
    library.companion("in/back.jpg");
    assertThat(find("A/B", THUMB)).contains(thumb);

    library.reopen(); // nothing is made now
    library.library().maintain();
    assertThat(find("A/B", THUMB)).contains(thumb);
    assertThat(bytes(thumb)).isEqualTo(before);
    assertThat(find("A/B", MEDIUM)).isEmpty();
    assertThat(content.opens).hasValue(1);
  }

  @Test
  void aNewCoverHasNewOnes() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    Node.File old = find("A/B", THUMB).orElseThrow();
    find("A/B", MEDIUM).orElseThrow();
    long directory = old.parentId();
    ToldChanges told = ToldChanges.of(library.tree());

    put("in/1.flac", "A/B/1", Pictures.of("jpg", 400, 400));
    assertThat(told.takeOne().entries())
        .contains(new TreeChange.Entry(directory, THUMB), new TreeChange.Entry(directory, MEDIUM));
    assertThat(library.tree().node(old.id())).isEmpty();
    assertThat(library.tree().file(old.id(), old.versionId()).orElseThrow().sizeBytes())
        .as("an open handle")
        .isEqualTo(old.sizeBytes());
    assertThat(bytes(old)).hasSize((int) old.sizeBytes());

    Node.File now = find("A/B", THUMB).orElseThrow();
    assertThat(now.id()).isNotEqualTo(old.id());
    assertThat(now.versionId()).isNotEqualTo(old.versionId());
    assertThat(now.mtimeNanos()).isGreaterThan(old.mtimeNanos());
    assertThat(Pictures.read(bytes(now)).getHeight()).isEqualTo(150);
  }

  @Test
  void comeAndGoWithTheCover() throws Exception {
    library.put("in/1.flac", "A/B/1");
    assertThat(find("A/B", THUMB)).isEmpty();

    library.companion("in/folder.jpg");
    Node.File cover = (Node.File) library.walk().get("A/B/cover.jpg");
    content.bytes.put(cover.versionId(), Pictures.of("jpg", 10, 10)); // shorter than it is said
    Node.File thumb = find("A/B", THUMB).orElseThrow();
    assertThat(Pictures.read(bytes(thumb)).getWidth()).as("not enlarged").isEqualTo(10);

    library.remove("in/folder.jpg");
    assertThat(find("A/B", THUMB)).isEmpty();
    assertThat(rows()).isZero();
  }

  /** Thumbnails in the catalogue, those that cannot be found included. */
  private long rows() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalogue.db"));
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT count(*) FROM nodes WHERE thumbnail_of IS NOT NULL")) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  @Test
  void goWithTheirDirectoryAndLeaveNothingBehind() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    Node.File thumb = find("A/B", THUMB).orElseThrow();
    assertThat(rows()).isOne();

    put("in/1.flac", "A/C/1", PICTURE);
    assertThat(rows()).as("the directory is gone").isZero();
    assertThat(find("A/C", THUMB)).isPresent();

    library.remove("in/1.flac");
    assertThat(rows()).isZero();
    library.advance(Duration.ofDays(2));
    library.reopen();
    library.advance(Duration.ofDays(2));
    library.library().maintain();
    assertThat(library.library().versions((o, p) -> {}).derived(thumb.versionId())).isEmpty();
  }

  @Test
  void goWithTheirView() throws Exception {
    TreeRules rules = TestLibrary.rules("$album/$title.$ext");
    library.reopen(new Views(rules, List.of(new Views.Named("other", rules, false)), "other"));
    maker.close();
    makeThumbnails();
    put("in/1.flac", "A/B/1", PICTURE, "B/");
    Node.File thumb = find("B", THUMB).orElseThrow();

    library.reopen(Views.only(rules));
    assertThat(rows()).isZero();
    assertThat(library.library().versions((o, p) -> {}).derived(thumb.versionId())).isEmpty();
  }

  @Test
  void thereAreNoneWhereCoversAreNotWanted() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    assertThat(find("A/B", THUMB)).isPresent();

    library.reopen(EnumSet.of(CompanionKind.IMAGE));
    assertThat(find("A/B", THUMB)).isEmpty();
    assertThat(rows()).isZero();
  }

  @Test
  void aFileOfThatNameIsFoundInstead() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    Node.File made = find("A/B", THUMB).orElseThrow();

    library.companion("in/" + THUMB);
    assertThat(library.files()).contains("A/B/" + THUMB);
    assertThat(find("A/B", THUMB)).contains((Node.File) library.walk().get("A/B/" + THUMB));

    library.remove("in/" + THUMB);
    assertThat(find("A/B", THUMB)).contains(made);
  }

  @Test
  void thereAreNoneOfWhatIsNoPictureOrTooLargeAndItIsLookedAtOnce() throws Exception {
    put("in/1.flac", "A/B/1", "RIFF....WEBPVP8 ..............".getBytes("US-ASCII"));
    put("in/2.flac", "A/C/2", "no picture at all..............".getBytes("US-ASCII"));
    library.putWithCover("in/3.flac", "A/D/3", ImageType.JPEG, (20 << 20) + 1);
    for (int i = 0; i < 3; i++) {
      for (String directory : List.of("A/B", "A/C", "A/D")) {
        assertThat(find(directory, THUMB)).isEmpty();
        assertThat(find(directory, MEDIUM)).isEmpty();
      }
    }
    assertThat(content.opens).hasValue(2);
    assertThat(library.tree().mayAppear(THUMB)).isTrue();
    assertThat(library.tree().mayAppear("cover.jpg")).isFalse();
  }

  @Test
  void aCoverOutOfReachHasOnesWhenItIsBack() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    long version = ((Node.File) library.walk().get("A/B/cover.jpg")).versionId();
    byte[] picture = content.bytes.remove(version);
    assertThat(find("A/B", THUMB)).isEmpty();

    content.bytes.put(version, picture);
    assertThat(find("A/B", THUMB)).isPresent();
  }

  @Test
  void aLookUpWaitsASecondAtMostAndALaterOneFindsIt() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    put("in/2.flac", "A/C/2", PICTURE);
    content.gate = new CountDownLatch(1);

    long start = System.nanoTime();
    assertThat(find("A/B", THUMB)).isEmpty();
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    assertThat(waited).isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    start = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      assertThat(find("A/B", THUMB)).isEmpty();
      assertThat(find("A/C", THUMB)).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("nobody waits again for an origin that hangs")
        .isLessThan(Duration.ofMillis(900));

    content.gate.countDown();
    eventually(() -> find("A/B", THUMB).isPresent() && find("A/C", THUMB).isPresent());
    assertThat(content.opens).as("made once each").hasValue(2);
  }

  @Test
  void fewWaitAtATimeAndAllGetTheSame() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    long directory = library.walk().get("A/B").id();
    content.gate = new CountDownLatch(1);
    List<Optional<Node>> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Optional<Node>>> lookups = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        lookups.add(threads.submit(() -> library.tree().lookup(directory, THUMB)));
      }
      eventually(() -> lookups.stream().filter(Future::isDone).count() >= 6);
      content.gate.countDown();
      for (Future<Optional<Node>> lookup : lookups) {
        found.add(lookup.get());
      }
    }
    eventually(() -> find("A/B", THUMB).isPresent());
    Node made = find("A/B", THUMB).orElseThrow();
    assertThat(found).allMatch(node -> node.isEmpty() || node.get().equals(made));
    assertThat(rows()).isOne();
    assertThat(content.opens).hasValue(1);
  }

  @Test
  void oneOfACoverThatChangesMeanwhileIsNotShown() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    content.gate = new CountDownLatch(1);
    assertThat(find("A/B", THUMB)).isEmpty();

    put("in/1.flac", "A/B/1", Pictures.of("png", 500, 500));
    content.gate.countDown();
    eventually(() -> find("A/B", THUMB).isPresent());
    assertThat(Pictures.read(bytes(find("A/B", THUMB).orElseThrow())).getHeight()).isEqualTo(150);
    assertThat(rows()).isOne();
  }

  @Test
  void afterTheEndNothingIsMade() throws Exception {
    put("in/1.flac", "A/B/1", PICTURE);
    maker.close();
    assertThat(find("A/B", THUMB)).isEmpty();
    assertThat(content.opens).hasValue(0);
  }

  @Test
  void aListingIsNeverTakenForOne() throws Exception {
    put("in/1.flac", "A/cover.jpg/1", PICTURE);
    assertThat(find("A", THUMB)).as("a directory is no cover").isEmpty();
    assertThat(find("A/cover.jpg", THUMB)).isPresent();
  }
}
