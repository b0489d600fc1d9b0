package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.fuse.mountpoint.Health;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountUsers;
import org.musicfs.fuse.mountpoint.Mountpoints;

/** Mounting, unmounting, what a crash leaves behind. */
class LifecycleTest extends MountedTest {
  private final Mountpoints mountpoints = new Mountpoints(table);

  @Test
  void unmountEndsTheMountAndItCanBeMountedAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      mount();
      assertThat(run("ls", root.toString()).exit()).isZero();
      mount.unmount();
      assertThat(table.at(root)).isEmpty();
      assertThat(mount.awaitUnmounted(PATIENCE)).isTrue();
      mount.unmount();
      mount.abort();
    }
  }

  @Test
  void anUnmountBySomebodyElseEndsTheMount() throws Exception {
    mount();
    assertThat(mount.awaitUnmounted(Duration.ofMillis(1))).isFalse();
    assertThat(run("umount", root.toString()).exit()).isZero();
    assertThat(mount.awaitUnmounted(PATIENCE)).isTrue();
  }

  @Test
  void unmountWhileInUseIsRefusedAndNamesTheUsers() throws Exception {
    tree.add("dir/a", 1, 5);
    content.put(1, new byte[5]);
    mount();
    Process open =
        background("sh", "-c", "exec 3<\"$0\"; echo ok; exec sleep 1000", root + "/dir/a");
    Process inside = background("sh", "-c", "cd \"$0\"; echo ok; exec sleep 1000", root + "/dir");
    Process mapped =
        background(
            "python3",
            "-c",
            "import mmap, os, sys, time; fd = os.open(sys.argv[1], os.O_RDONLY);"
                + " m = mmap.mmap(fd, 5, prot=mmap.PROT_READ); os.close(fd); print('ok', flush=True);"
                + " time.sleep(1000)",
            root + "/dir/a");
    await(
        "sleep runs",
        () -> MountUsers.of(table.at(root).orElseThrow()).toString().contains("sleep"));

    assertThatThrownBy(() -> mount.unmount())
        .isInstanceOfSatisfying(
            MountException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(MountException.Reason.BUSY);
              assertThat(e.users())
                  .hasSize(3)
                  .anyMatch(u -> u.startsWith(open.pid() + " "))
                  .anyMatch(u -> u.startsWith(inside.pid() + " "))
                  .contains(mapped.pid() + " python3");
            });
    assertThat(run("cat", root + "/dir/a").exit()).isZero();
  }

  @Test
  void aDetachedMountServesWhatIsOpenAndEndsWithIt() throws Exception {
    byte[] bytes = bytes(1, 2_000_000);
    tree.add("a", 1, bytes.length);
    content.put(1, bytes);
    mount();
    try (var in = Files.newInputStream(root.resolve("a"))) {
      assertThat(in.readNBytes(10)).hasSize(10);
      mount.detach();
      assertThat(table.at(root)).isEmpty();
      assertThat(mount.awaitUnmounted(Duration.ofMillis(20))).isFalse();
      assertThat(in.readAllBytes()).hasSize(bytes.length - 10);
    }
    assertThat(mount.awaitUnmounted(PATIENCE)).isTrue();
  }

  @Test
  void abortFailsWhatWaits() throws Exception {
    tree.add("a", 1, 500_000);
    content.put(1, new byte[500_000]);
    var latch = content.hang(1);
    mount();
    Process reader =
        new ProcessBuilder("cat", root + "/a")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    children.add(reader);
    await("the read hangs", () -> content.waiting.get() > 0);
    mount.abort();
    assertThat(reader.waitFor()).isNotZero();
    assertThat(table.at(root)).isEmpty();
    latch.countDown();
    assertThat(mount.awaitUnmounted(PATIENCE)).isTrue();
  }

  @Test
  void abortReachesWhatADetachLeftBehind() throws Exception {
    tree.add("a", 1, 500_000);
    content.put(1, new byte[500_000]);
    var latch = content.hang(1);
    mount();
    Process reader =
        new ProcessBuilder("cat", root + "/a")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    children.add(reader);
    await("the read hangs", () -> content.waiting.get() > 0);
    mount.detach();
    mount.abort();
    assertThat(reader.waitFor()).isNotZero();
    latch.countDown();
    assertThat(mount.awaitUnmounted(PATIENCE)).isTrue();
  }

  @Test
  void aStaleMountOfOursIsRecognisedAndCleaned() throws Exception {
    Process server = background(server(root, 20));
    MountEntry live = table.at(root).orElseThrow();
    assertThat(table.health(live)).isEqualTo(Health.LIVE);
    assertThatThrownBy(() -> table.cleanStale(live)).isInstanceOf(MountException.class);
    assertThatThrownBy(() -> mountpoints.check(root, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("library server is already mounted");

    server.destroyForcibly().waitFor();
    await("the mount is stale", () -> table.health(live) == Health.STALE);
    assertThat(mountpoints.check(root, List.of())).isEqualTo(root);
    assertThat(table.at(root)).isEmpty();
    mount();
    assertThat(run("ls", root.toString()).exit()).isZero();
  }

  @Test
  void aMountThatHangsIsLeftAloneAndNeverWaitedFor() throws Exception {
    Process server = background(server(root, 20));
    MountEntry entry = table.at(root).orElseThrow();
    assertThat(run("kill", "-STOP", Long.toString(server.pid())).exit()).isZero();
    long start = System.nanoTime();
    assertThat(table.health(entry)).isEqualTo(Health.UNKNOWN);
    assertThat(MountUsers.of(entry)).isNotNull();
    assertThatThrownBy(() -> mountpoints.check(root, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not answer");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(table.at(root)).contains(entry);

    server.destroyForcibly().waitFor();
    await("the mount is stale", () -> table.health(entry) == Health.STALE);
    table.cleanStale(entry);
    assertThat(table.at(root)).isEmpty();
  }

  @Test
  void otherPeoplesMountsAreRefused() throws Exception {
    for (String[] command :
        List.of(
            new String[] {"mount", "-t", "tmpfs", "theirs", root.toString()},
            new String[] {"bindfs", "/usr/share/doc", root.toString()})) {
      assertThat(run(command).exit()).isZero();
      MountEntry entry = table.at(root).orElseThrow();
      assertThatThrownBy(() -> table.cleanStale(entry)).isInstanceOf(MountException.class);
      assertThatThrownBy(() -> mountpoints.check(root, List.of()))
          .isInstanceOfSatisfying(
              UserError.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.MOUNTPOINT);
                assertThat(e)
                    .hasMessageContaining("already a mount")
                    .hasMessageContaining(entry.fsType());
              });
      assertThat(table.at(root)).contains(entry);
      assertThat(run("umount", root.toString()).exit()).isZero();
    }
  }

  @Test
  void whatSomebodyMountedOverOursIsNotTaken() throws Exception {
    mount();
    assertThat(run("mount", "-t", "tmpfs", "theirs", root.toString()).exit()).isZero();
    for (ThrowingCall call : List.<ThrowingCall>of(mount::unmount, mount::detach, mount::abort)) {
      assertThatThrownBy(call::run).hasMessageContaining("another mount of type tmpfs");
    }
    assertThat(table.at(root).orElseThrow().fsType()).isEqualTo("tmpfs");
    assertThat(run("umount", root.toString()).exit()).isZero();
    assertThat(run("ls", root.toString()).exit()).isZero();
  }

  private interface ThrowingCall {
    void run() throws Exception;
  }

  @Test
  void aFailureToMountCarriesItsReason() throws Exception {
    Files.delete(root);
    assertThatThrownBy(this::mount)
        .isInstanceOf(MountException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("file or directory");
    Files.createDirectory(root);
    assertThat(table.at(root)).isEmpty();
  }

  @Test
  void theMountpointMayHaveAnyPrintableName() throws Exception {
    Path odd = Files.createDirectory(directory.resolve("Mü sik,\\ 音楽\t#1 'x'"));
    mount(MountOptions.forProcess(mountpoints.check(odd, List.of()), "odd"));
    assertThat(table.at(odd).orElseThrow().library()).contains("odd");
    assertThat(run("ls", odd.toString()).exit()).isZero();
    mount.unmount();
    assertThat(table.at(odd)).isEmpty();
  }

  @Test
  void nothingIsPrintedToStandardError() throws Exception {
    Path log = directory.resolve("stderr");
    List<String> command = server(root, 20);
    command.add(1, "-Dslf4j.internal.verbosity=ERROR");
    ProcessBuilder builder = new ProcessBuilder(command);
    Process server = builder.redirectError(log.toFile()).start();
    children.add(server);
    assertThat(server.inputReader().readLine()).startsWith("READY");
    assertThat(run("ls", "-R", root.toString()).exit()).isZero();
    server.getOutputStream().close();
    assertThat(server.waitFor()).isZero();
    assertThat(Files.readString(log)).isEmpty();
    assertThat(table.at(root)).isEmpty();
  }
}
