package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.config.FuseConfig;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.fuse.mountpoint.MountTable;

/** A real mount of its own for each test, always taken away, by force if the test failed. */
@Timeout(90)
abstract class MountedTest {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final FakeTree tree = new FakeTree();
  final FakeContent content = new FakeContent();
  final Map<Long, Map<String, byte[]>> attributes = new ConcurrentHashMap<>();
  final Metrics metrics = new Metrics();
  final MountTable table = new MountTable();
  final List<Process> children = new ArrayList<>();

  Path directory;
  Path root;
  Mount mount;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("musicfs-fuse-test").toRealPath();
    root = Files.createDirectory(directory.resolve("mnt"));
  }

  @AfterEach
  void takeAway() throws Exception {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
    if (mount != null) {
      mount.close();
    }
    var left = table.under(directory);
    for (var entry : left) {
      new ProcessBuilder("umount", "-l", entry.mountpoint()).start().waitFor();
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(left).as("mounts left behind").isEmpty();
  }

  final void mount() throws MountException {
    mount(MountOptions.forProcess(root, "test"));
  }

  /** What serves the mounts of this class. */
  FuseBackend backend() {
    return FuseBackend.JNR;
  }

  final void mount(MountOptions asked) throws MountException {
    FuseConfig fuse = new FuseConfig(backend(), asked.fuse().maxReadBytes(), true, false);
    MountOptions options = asked.withFuse(fuse);
    mount =
        Mounts.mount(
            tree,
            node -> attributes.getOrDefault(node.id(), Map.of()),
            content,
            options,
            DescriptorKeeper.NONE,
            metrics,
            InstantSource.system());
  }

  /** What a command said and how it ended. */
  record Outcome(int exit, String said) {}

  /** Runs a command to its end. */
  final Outcome run(String... command) throws Exception {
    return run(List.of(command));
  }

  /** Runs a command to its end. */
  final Outcome run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    children.add(process);
    process.getOutputStream().close();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), new String(said, StandardCharsets.UTF_8).strip());
  }

  /** Runs Python with the mount's root as {@code R}; what it prints. */
  final String python(String code) throws Exception {
    return run("python3", "-c", "import os, sys, errno\nR = sys.argv[1]\n" + code, root.toString())
        .said();
  }

  /** Starts a process that says a line when it is ready. */
  final Process background(String... command) throws Exception {
    return background(List.of(command));
  }

  /** Starts a process that says a line when it is ready. */
  final Process background(List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    children.add(process);
    assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isNotNull();
    return process;
  }

  /** Starts so many reads of one file, each from elsewhere and through a handle of its own. */
  static void readSideBySide(ExecutorService pool, Path file, int reads) {
    for (int i = 0; i < reads; i++) {
      int at = i * 10_000;
      pool.submit(
          () -> {
            try (FileChannel channel = FileChannel.open(file)) {
              return channel.read(ByteBuffer.allocate(4096), at);
            }
          });
    }
  }

  /** The command of a {@link MountServer} in a process of its own. */
  static List<String> server(Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                MountServer.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** Waits until the condition holds. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  /** Bytes that differ from version to version and from place to place. */
  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }
}
