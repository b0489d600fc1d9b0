package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.config.FuseConfig;

/** Other ways to a mounted device than mount(2) by root. */
class WaysToMountTest extends MountedTest {
  private static final String NOBODY = "65534";

  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }

  private static List<String> asNobody(List<String> command) {
    return as(List.of(), command);
  }

  /** May read the class path wherever it lies, as the build's user keeps it to itself. */
  private static List<String> serverAsNobody(Object... arguments) {
    return as(
        List.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
        server(arguments));
  }

  private static List<String> as(List<String> capabilities, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    all.addAll(capabilities);
    all.addAll(command);
    return all;
  }

  @Test
  void anOrdinaryUserMountsThroughFusermount() throws Exception {
    run("chmod", "755", directory.toString());
    run("chown", NOBODY, root.toString());
    run("chmod", "666", "/dev/fuse");
    Process server = background(serverAsNobody(root, 20));
    var entry = table.at(root).orElseThrow();
    assertThat(entry.fsType()).isEqualTo("fuse.musicfs");
    assertThat(run("findmnt", "-n", "-o", "SOURCE,OPTIONS", root.toString()).said())
        .contains("musicfs:server")
        .contains("ro", "nosuid", "nodev", "default_permissions", "user_id=" + NOBODY);
    List<String> list = asNobody(List.of("find", root.toString(), "-type", "f"));
    assertThat(run(list).said().lines()).hasSize(20);
    assertThat(run("ls", root.toString()).said()).as("root").contains("Permission denied");
    server.getOutputStream().close();
    assertThat(server.waitFor()).isZero();
    assertThat(table.at(root)).isEmpty();
  }

  @Test
  void whatFusermountSaysIsWhyItFails() throws Exception {
    run("chmod", "755", directory.toString());
    run("chmod", "666", "/dev/fuse");
    Path log = directory.resolve("log");
    Process server =
        new ProcessBuilder(serverAsNobody(root, 1)).redirectError(log.toFile()).start();
    children.add(server);
    assertThat(server.waitFor()).isNotZero();
    assertThat(Files.readString(log))
        .contains("cannot mount on " + root)
        .contains("user has no write access to mountpoint");
  }

  /** Mounts as a container's runtime would, and gives the device to the command. */
  private static final String RUNTIME =
      """
      import ctypes, os, subprocess, sys
      libc = ctypes.CDLL(None, use_errno=True)
      place, command = sys.argv[1], sys.argv[2:]
      fd = os.open('/dev/fuse', os.O_RDWR)
      options = 'fd=%d,rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other' % fd
      if libc.mount(b'musicfs:outside', place.encode(), b'fuse.musicfs', 7, options.encode()) != 0:
          sys.exit(os.strerror(ctypes.get_errno()))
      command = [a.replace('/dev/fd/N', '/dev/fd/%d' % fd) for a in command]
      sys.exit(subprocess.run(command, pass_fds=[fd]).returncode)
      """;

  @Test
  void aDeviceThatSomebodyElseHasMountedIsServed() throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", RUNTIME, root.toString()));
    command.addAll(serverAsNobody("/dev/fd/N", 20));
    Process server = background(command);
    assertThat(run("find", root.toString(), "-type", "f").said().lines()).hasSize(20);
    assertThat(run("umount", root.toString()).exit()).isZero();
    server.getOutputStream().close();
    assertThat(server.waitFor()).isZero();
  }

  @Test
  void optionsReachTheKernel() throws Exception {
    run("chmod", "755", directory.toString());
    tree.add("a", 1, 4);
    content.put(1, "tune".getBytes(StandardCharsets.UTF_8));
    mount(
        MountOptions.forProcess(root, "test")
            .withAllowOther(true)
            .withOwner(12, 34)
            .withUmask(0007)
            .withFuse(new FuseConfig(FuseBackend.KERNEL, 64 << 10, false, false)));
    assertThat(run("findmnt", "-n", "-o", "OPTIONS", root.toString()).said())
        .contains("allow_other", "default_permissions", "max_read=" + (64 << 10));
    assertThat(run("stat", "-c", "%u %g %a", root + "/a").said()).isEqualTo("12 34 440");
    assertThat(run("setpriv", "--reuid=" + NOBODY, "--clear-groups", "cat", root + "/a").said())
        .contains("Permission denied");
    assertThat(
            run("setpriv", "--reuid=" + NOBODY, "--regid=34", "--clear-groups", "cat", root + "/a")
                .said())
        .isEqualTo("tune");
  }
}
