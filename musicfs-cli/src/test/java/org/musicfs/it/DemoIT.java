package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code musicfs demo} mounts what comes with the program, and removes all that it made. */
class DemoIT {
  private static final Path SHIPPED = Sandbox.PROJECT.resolve("packaging/demo/library");

  /** A command line of an application as it is installed, with the demo's library beside it. */
  private static List<String> command(Sandbox box, String... arguments) {
    Path application = box.root.resolve("app");
    if (!Files.exists(application)) {
      Processes.run("mkdir", application.toString()).ok();
      Processes.run("cp", "-r", SHIPPED.toString(), application.resolve("demo").toString()).ok();
      Processes.run(
              "cp",
              "-r",
              Sandbox.PROJECT.resolve("packaging/jvm").toString(),
              application.resolve("jvm").toString())
          .ok();
    }
    List<String> command = new ArrayList<>(box.command(arguments));
    command.replaceAll(
        word -> word.startsWith("-Dmusicfs.app=") ? "-Dmusicfs.app=" + application : word);
    return command;
  }

  private static Result run(Sandbox box, String... arguments) {
    return Processes.run(box.environment(), Duration.ofSeconds(120), command(box, arguments));
  }

  private static Result demo(Sandbox box) {
    return run(box, "demo", "--at", box.mountpoint.toString());
  }

  /** No mount, no process and no file of the demo's. */
  private static void assertNothingIsLeft(Sandbox box) {
    assertThat(box.isMounted()).as("mounted").isFalse();
    assertThat(box.mountpoint).doesNotExist();
    assertThat(box.root.resolve("data/musicfs/demo")).doesNotExist();
    assertThat(box.root.resolve("state/musicfs/demo")).doesNotExist();
    assertThat(box.root.resolve("cache/musicfs/demo")).doesNotExist();
    assertThat(box.root.resolve("run/musicfs/demo.sock")).doesNotExist();
    Await.passes("no process", () -> assertThat(processes(box, "")).isEmpty());
  }

  /** The processes that belong to this home and have a text in their command line. */
  private static List<ProcessHandle> processes(Sandbox box, String text) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String line = process.info().commandLine().orElse("");
              return line.contains(box.root.toString()) && line.contains(text);
            })
        .toList();
  }

  @Test
  void theDemoIsListedPlayedSearchedAndRemoved() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Result shown = demo(box).ok();
      assertThat(shown.err()).isBlank();
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(SHIPPED));
      assertThat(shown.out())
          .contains(box.root.resolve("data/musicfs/demo").toString(), box.mountpoint + ":");
      for (String file : box.shown()) {
        for (Path part : Path.of(file)) {
          assertThat(shown.out()).contains(part.toString());
        }
      }
      assertThat(box.shown())
          .contains(
              "Various Artists/Harbour Lights_ a Sampler (2021) [MP3]/01 - Beacon.mp3",
              "Ada Kiln/Clay Songs (1998) [MP3]/2-01 - Bisque.mp3",
              "The Slow Gutters/Rain on Tin (2019) [FLAC]/cover.png");

      // What it says to try, as it is typed.
      String hint = "musicfs --library demo search 'title:rain'";
      assertThat(shown.out()).contains(hint);
      Await.passes(
          "indexed",
          () ->
              assertThat(run(box, "--library", "demo", "search", "title:rain").ok().out())
                  .contains("Rain"));

      List<String> before = box.identities();
      assertThat(demo(box).ok().out()).as("a second time").isEqualTo(shown.out());
      assertThat(box.identities()).isEqualTo(before);

      assertThat(run(box, "demo", "--clean").ok().out()).isEqualTo("The demo is removed.\n");
      assertNothingIsLeft(box);
      assertThat(run(box, "demo", "--clean").exits(7).err()).contains("no demo to remove");
    }
  }

  @Test
  void theConfigurationThatIsNamedCountsForTheDemosDaemonToo() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path config =
          Files.writeString(
              box.root.resolve("other.toml"),
              """
              [tree]
              template = "$title.$ext"
              [cache]
              directory = "%s"
              """
                  .formatted(box.root.resolve("chunks")));
      String option = "--config=" + config;
      run(box, option, "demo", "--at", box.mountpoint.toString()).ok();
      assertThat(box.shown()).contains("Beacon.mp3");
      assertThat(box.root.resolve("chunks/demo")).isDirectory();
      run(box, option, "demo", "--clean").ok();
      assertThat(box.root.resolve("chunks/demo")).doesNotExist();
      assertNothingIsLeft(box);
    }
  }

  @Test
  void anOpenTrackKeepsTheDemoAndAllOfItsFiles() throws Exception {
    try (Sandbox box = new Sandbox()) {
      demo(box).ok();
      Path track = box.mountpoint.resolve(Audio.files(box.mountpoint).getFirst());
      try (var open = Files.newInputStream(track)) {
        assertThat(open.read()).isNotNegative();
        assertThat(run(box, "demo", "--clean").exits(9).err()).contains("files are open");
        assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(SHIPPED));
      }
      run(box, "demo", "--clean").ok();
      assertNothingIsLeft(box);
    }
  }

  /** The moments are those that files tell of, in their order. */
  private enum Moment {
    MARKED(box -> Files.exists(box.root.resolve("state/musicfs/demo/made-by-musicfs-demo"))),
    STARTING(box -> !processes(box, "supervisor.options").isEmpty()),
    MOUNTED(Sandbox::isMounted);

    private final Predicate<Sandbox> reached;

    Moment(Predicate<Sandbox> reached) {
      this.reached = reached;
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,MARKED", "INT,STARTING", "TERM,STARTING", "INT,MOUNTED", "TERM,MOUNTED"})
  void anInterruptedDemoIsRemovedOrMadeWhole(String signal, Moment moment) throws Exception {
    try (Sandbox box = new Sandbox()) {
      for (String next : List.of("clean", "again")) {
        Process demo = box.start(next, command(box, "demo", "--at", box.mountpoint.toString()));
        Await.until(moment.toString(), () -> moment.reached.test(box) || !demo.isAlive());
        Processes.run("kill", "-" + signal, Long.toString(demo.pid()));
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(box.root.resolve(next + ".log"))).doesNotContain("\tat ");
        if (next.equals("again")) {
          demo(box).ok();
          assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(SHIPPED));
        }
        run(box, "demo", "--clean").ok();
        assertNothingIsLeft(box);
      }
    }
  }

  @Test
  void aDemoWhoseDaemonWasKilledIsMountedAgainAndRemoved() throws Exception {
    try (Sandbox box = new Sandbox()) {
      demo(box).ok();
      kill(box);
      demo(box).ok();
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(SHIPPED));
      kill(box);
      run(box, "demo", "--clean").ok();
      assertNothingIsLeft(box);
    }
  }

  /** Kills the daemon, and first who would start it again; the mount stays, served by nobody. */
  private static void kill(Sandbox box) {
    for (String kind : List.of("supervisor.options", "daemon.options")) {
      Await.until(
          "killed " + kind,
          () -> {
            processes(box, kind).forEach(ProcessHandle::destroyForcibly);
            return processes(box, kind).isEmpty();
          });
    }
    assertThat(box.isMounted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"INT", "TERM"})
  void aSignalToItsDaemonUnmountsTheDemo(String signal) throws Exception {
    try (Sandbox box = new Sandbox()) {
      demo(box).ok();
      long pid =
          run(box, "--library", "demo", "status", "--json")
              .ok()
              .json()
              .getAsJsonObject()
              .get("pid")
              .getAsLong();
      Processes.run("kill", "-" + signal, Long.toString(pid)).ok();
      Await.passes("no process", () -> assertThat(processes(box, "")).isEmpty());
      assertThat(box.isMounted()).isFalse();
      assertThat(box.mountpoint).isEmptyDirectory();
      run(box, "demo", "--clean").ok();
      assertNothingIsLeft(box);
    }
  }
}
