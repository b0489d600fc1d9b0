package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.template.Template;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.library.Library;
import org.musicfs.index.tree.TreeRules;
import org.musicfs.index.tree.Views;

/** Promises of the design that no other test breaks on: time, bounds, crashes, user state. */
class PromisesIT {
  /** A metadata operation of the mount takes at most a second; a whole listing has a few. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void whileAnOriginHangsTheMountStartsListsAndPlaysWhatIsCached() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path real = Files.createDirectory(box.root.resolve("real"));
      Path one = Sandbox.encode(real.resolve("1.flac"), 5, "title=One", "artist=A", "album=B");
      Path two = Sandbox.encode(real.resolve("2.flac"), 5, "title=Two", "artist=A", "album=B");
      box.config("[content]\nread_timeout = \"2s\"\n");
      Process bindfs =
          box.start(
              "bindfs",
              List.of("bindfs", "-f", "--no-allow-other", real.toString(), box.music.toString()));
      try {
        Await.until("the origin is there", () -> Files.exists(box.music.resolve("1.flac")));
        box.mount("--cache", "true");
        // The last track of its directory: no other is fetched ahead when it ends.
        String wanted = Sandbox.sha256(two);
        assertThat(Sandbox.sha256(Audio.ending(box.mountpoint, "Two.flac"))).isEqualTo(wanted);
        List<String> before = box.identities();
        box.unmount();

        signal(bindfs, "STOP");
        box.remount();
        assertThat(within(SOON, "find", box.mountpoint.toString(), "-printf", "%i %s\\n").out())
            .as("the whole tree is listed")
            .hasLineCount(before.size());
        Path cached = box.mountpoint.resolve("A/B [FLAC]/Two.flac");
        Path cold = box.mountpoint.resolve("A/B [FLAC]/One.flac");
        Process waiting = box.start("cat", List.of("cat", cold.toString()));
        assertThat(within(SOON, "sha256sum", cached.toString()).out())
            .as("what is cached plays beside a read that waits")
            .startsWith(wanted);
        assertThat(within(SOON, "stat", cold.toString()).exit()).isZero();
        assertThat(box.musicfs("status").ok().out()).contains("2 tracks");
        Await.until("the cold read gives up", Duration.ofSeconds(10), () -> !waiting.isAlive());
        assertThat(Files.readString(box.root.resolve("cat.log"))).contains("Input/output error");

        signal(bindfs, "CONT");
        Await.passes(
            "the origin answers again",
            () -> assertThat(Sandbox.sha256(cold)).isEqualTo(Sandbox.sha256(one)));
        assertThat(box.identities()).isEqualTo(before);
        signal(bindfs, "STOP");
        assertThat(box.musicfs("unmount").exit()).as("a hung origin holds no unmount up").isZero();
      } finally {
        signal(bindfs, "CONT");
        Processes.run("umount", "-l", box.music.toString());
      }
    }
  }

  private static Result within(Duration deadline, String... command) {
    return Processes.run(Map.of(), deadline, List.of(command));
  }

  private static void signal(Process process, String signal) {
    Processes.run("kill", "-" + signal, Long.toString(process.pid())).ok();
  }

  @Test
  void killedAtAnyMomentOfScansAndReadsNothingIsLostOrWrong() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Sandbox box = new Sandbox()) {
      fill(box, 400);
      List<String> originals = Audio.checksums(box.music);
      box.mount("--cache", "true");
      List<String> before = box.identities();
      for (int kill = 0; kill < 10; kill++) {
        box.start(
            "reader" + kill, List.of("sh", "-c", "cat '" + box.mountpoint + "'/*/*/* | wc -c"));
        box.start("rescan" + kill, "rescan");
        if (kill % 3 == 0) {
          box.start("clear" + kill, "cache", "clear");
        }
        LockSupport.parkNanos(random.nextLong(600_000_000));
        box.kill9();
        box.remount();
      }
      box.synced();
      box.musicfs("rescan").ok();
      assertThat(box.identities()).as("seed " + seed).isEqualTo(before);
      assertThat(Audio.checksums(box.mountpoint)).as("seed " + seed).isEqualTo(originals);
      assertThat(box.log()).as("seed " + seed).doesNotContain("\tat ").doesNotContain(" ERROR ");
    }
  }

  /** Different files with the same tags, a hundred to a directory. */
  private static void fill(Sandbox box, int files) throws IOException {
    byte[] bytes =
        Files.readAllBytes(
            Sandbox.encode(box.root.resolve("seed.mp3"), 1, "title=T", "artist=A", "album=B"));
    for (int i = 0; i < files; i++) {
      Path file = box.music.resolve("d" + i / 100).resolve("t" + i + ".mp3");
      Files.createDirectories(file.getParent());
      byte[] other = java.util.Arrays.copyOf(bytes, bytes.length + 4);
      other[bytes.length] = (byte) i;
      other[bytes.length + 1] = (byte) (i >> 8);
      Files.write(file, other);
    }
  }

  @Test
  void withFewDescriptorsManyOpenFilesAreStillServed() throws Exception {
    try (Sandbox box = new Sandbox()) {
      fill(box, 400);
      List<String> originals = Audio.checksums(box.music);
      List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=320:320"));
      command.addAll(
          box.command(
              "mount",
              "--foreground",
              "--cache",
              "true",
              box.music.toString(),
              box.mountpoint.toString()));
      box.start("daemon", command);
      Await.until("mounted", Duration.ofSeconds(60), box::isMounted);
      box.synced();
      List<Path> files = Audio.files(box.mountpoint).stream().map(box.mountpoint::resolve).toList();
      assertThat(files).hasSize(400);
      List<java.io.InputStream> open = new ArrayList<>();
      try {
        for (Path file : files) {
          java.io.InputStream stream = Files.newInputStream(file);
          open.add(stream);
          assertThat(stream.read()).isNotNegative();
        }
        assertThat(box.status().get("open_files").getAsLong()).isEqualTo(400);
      } finally {
        for (java.io.InputStream stream : open) {
          stream.close();
        }
      }
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
      box.musicfs("rescan").ok();
      box.unmount();
    }
  }

  @Test
  void whatAPersonSetOutlivesTheCatalogueAndTheCache() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path file =
          Sandbox.encode(box.music.resolve("in/a.mp3"), 1, "title=Theirs", "artist=A", "album=B");
      Sandbox.encode(box.music.resolve("in/b.mp3"), 2, "title=Other", "artist=A", "album=B");
      box.mount();
      box.unmount();
      try (Library library = open(box)) {
        library.setOverrides(
            new TrackPlace(library.origins().getFirst().id(), OriginPath.of("in/a.mp3")),
            Map.of(TagField.TITLE, List.of("Mine")));
      }
      List<String> mine = List.of("A/B [MP3]/Mine.mp3", "A/B [MP3]/Other.mp3");

      box.remount();
      assertThat(Audio.files(box.mountpoint)).isEqualTo(mine);
      Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
      box.musicfs("rescan").ok();
      assertThat(Audio.files(box.mountpoint)).as("after a rescan").isEqualTo(mine);
      box.kill9();

      delete(box, "catalogue.db");
      Processes.run("rm", "-rf", box.cache().toString()).ok();
      box.remount();
      box.synced();
      assertThat(Audio.files(box.mountpoint)).as("without the catalogue").isEqualTo(mine);

      Files.move(file, box.music.resolve("elsewhere.mp3"));
      box.musicfs("rescan").ok();
      assertThat(Audio.files(box.mountpoint)).as("with its file, moved").isEqualTo(mine);
      Await.passes(
          "and in search",
          () -> assertThat(box.musicfs("search", "title:mine").ok().out()).contains("Mine.mp3"));
    }
  }

  private static Library open(Sandbox box) throws Exception {
    // The configured rules: others would move the tree.
    TreeConfig tree = MusicfsConfig.defaults().tree();
    return Library.open(
        box.state(),
        Views.only(TreeRules.of(Template.parse(tree.template()), tree)),
        InstantSource.system());
  }

  private static void delete(Sandbox box, String database) throws IOException {
    try (Stream<Path> files = Files.list(box.state())) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(database)) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void theCacheMayBeDeletedUnderARunningDaemon() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      List<String> originals = Audio.checksums(box.music);
      box.mount("--cache", "true");
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
      Await.until(
          "deleted, though it is written to meanwhile",
          () -> Processes.run("rm", "-rf", box.cache().toString()).exit() == 0);
      Await.passes(
          "the cache is used again",
          () -> {
            Processes.run("sh", "-c", "echo 3 > /proc/sys/vm/drop_caches");
            assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
            assertThat(ContentIT.cacheStats(box).get("chunks").getAsLong()).isPositive();
          });
      Await.passes(
          "so is search",
          () -> assertThat(box.musicfs("search", "title:rain").ok().out()).contains("Rain"));
    }
  }

  @Test
  void aDaemonThatHangsIsEndedByForce() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      long pid = box.pid();
      long supervisor = box.supervisor();
      Processes.run("kill", "-STOP", Long.toString(pid)).ok();
      Result ended = box.musicfs("unmount", "--force", box.mountpoint.toString()).ok();
      assertThat(ended.err()).contains("did not answer");
      assertThat(box.isMounted()).isFalse();
      Await.until("it has ended", () -> hasEnded(pid));
      Await.until("nobody starts it again", () -> hasEnded(supervisor));
      box.remount();
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
    }
  }

  /** Whether a process is gone, or only waits for its parent to look (state Z of proc(5)). */
  private static boolean hasEnded(long pid) throws IOException {
    Path status = Path.of("/proc/" + pid + "/status");
    return !Files.exists(status) || Files.readString(status).contains("State:\tZ");
  }

  @Test
  void manyBrokenFilesFillNoLog() throws Exception {
    try (Sandbox box = new Sandbox()) {
      for (int i = 0; i < 300; i++) {
        Files.write(box.music.resolve("broken\n" + i + ".mp3"), new byte[100]);
      }
      box.mount();
      assertThat(Audio.files(box.mountpoint)).hasSize(300);
      assertThat(box.status().get("unreadable_count").getAsLong()).isEqualTo(300);
      assertThat(box.log().lines()).hasSizeLessThan(60).allMatch(l -> l.startsWith("20"));
    }
  }
}
