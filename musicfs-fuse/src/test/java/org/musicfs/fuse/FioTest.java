package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.config.FuseConfig;

/** fio checks its own checksums, written into files before, through the mount. */
class FioTest extends MountedTest {
  private static final int FILES = 3;
  private static final int BYTES = 8 << 20;

  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }

  private static List<String> fio(Path where, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "fio",
                "--name=music",
                "--directory=" + where,
                "--nrfiles=" + FILES,
                "--filesize=" + BYTES,
                "--file_service_type=sequential",
                "--bsrange=4k-256k",
                "--bs_unaligned=0",
                "--blockalign=4k",
                "--verify=crc32c",
                "--verify_fatal=1",
                "--verify_state_save=0",
                "--randseed=7",
                "--allrandrepeat=1"));
    command.addAll(List.of(more));
    return command;
  }

  /** Buffered, past the page cache, mapped; in order and at random, several at a time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rw=read --ioengine=psync",
        "--rw=read --ioengine=psync --direct=1",
        "--rw=read --ioengine=mmap",
        "--rw=read --ioengine=libaio --direct=1 --iodepth=16",
      })
  void whatFioWroteItReadsThroughTheMount(String how) throws Exception {
    Path origin = Files.createDirectory(directory.resolve("origin"));
    assertThat(run(fio(origin, "--rw=write", "--do_verify=0")).exit()).isZero();
    try (var files = Files.list(origin)) {
      long version = 1;
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        tree.add(file.getFileName().toString(), version, bytes.length);
        content.put(version++, bytes);
      }
    }
    mount(
        MountOptions.forProcess(root, "test")
            .withFuse(new FuseConfig(backend(), 1 << 20, false, false)));
    List<String> read = fio(root, how.split(" "));
    read.add("--readonly");
    Outcome checked = run(read);
    assertThat(checked.exit()).as(checked.said()).isZero();
    assertThat(checked.said()).contains("err= 0");

    // And it would have seen a wrong byte.
    byte[] wrong = Files.readAllBytes(root.resolve("music.0.1"));
    wrong[wrong.length / 2] ^= 1;
    content.put(99, wrong);
    tree.add("music.0.1", 99, wrong.length);
    assertThat(run(read).exit()).isNotZero();
  }
}
