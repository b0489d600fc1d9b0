package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A home of its own for one test: configuration, state, cache, an origin directory and a mountpoint
 * under a temporary directory. Runs the real command line in processes of its own. Closing ends
 * every process and mount it made.
 */
final class Sandbox implements AutoCloseable {
  static final Path PROJECT = projectRoot();

  /** Holds jvm/*.options as an installed application does. */
  private static final Path APPLICATION = PROJECT.resolve("packaging");

  final Path root;
  final Path music;
  final Path mountpoint;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<Process> started = new ArrayList<>();
  private String classPath = System.getProperty("java.class.path");

  Sandbox() {
    try {
      root = Files.createTempDirectory("musicfs-it-");
      music = Files.createDirectory(root.resolve("music"));
      mountpoint = Files.createDirectory(root.resolve("mnt"));
      Files.createDirectory(root.resolve("run"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("HOME", root.toString());
    environment.put("XDG_CONFIG_HOME", root.resolve("config").toString());
    environment.put("XDG_STATE_HOME", root.resolve("state").toString());
    environment.put("XDG_CACHE_HOME", root.resolve("cache").toString());
    environment.put("XDG_DATA_HOME", root.resolve("data").toString());
    environment.put("XDG_RUNTIME_DIR", root.resolve("run").toString());
    environment.put("LC_ALL", "C.UTF-8");
  }

  private static Path projectRoot() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("packaging/jvm"))) {
      here = here.getParent();
    }
    return here;
  }

  Path state() {
    return root.resolve("state/musicfs/default");
  }

  Path cache() {
    return root.resolve("cache/musicfs/default");
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Writes the configuration file. */
  void config(String toml) throws IOException {
    Path file = root.resolve("config/musicfs/config.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, toml);
  }

  /** Copies the project's demo library into the origin. */
  void demoLibrary() {
    Processes.run(
            "cp", "-rT", PROJECT.resolve("packaging/demo/library").toString(), music.toString())
        .ok();
  }

  /** The command line as a list, ready for a process builder. */
  List<String> command(String... arguments) {
    return java("cli", arguments);
  }

  /** The same in the JVM of a daemon. */
  List<String> daemon(String... arguments) {
    return java("daemon", arguments);
  }

  /** From now on nothing of the tests is on the class path of what is run: no example either. */
  void withoutExamples() {
    classPath =
        Stream.of(classPath.split(File.pathSeparator))
            .filter(
                entry -> !Files.exists(Path.of(entry, "org/musicfs/example/ShareProvider.class")))
            .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> java(String kind, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + PROJECT.resolve("packaging/jvm/" + kind + ".options"));
    command.add("-Dmusicfs.app=" + APPLICATION);
    command.add("-cp");
    command.add(classPath);
    command.add("org.musicfs.cli.Main");
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs {@code musicfs arguments…} to its end. */
  Result musicfs(String... arguments) {
    return Processes.run(environment, Duration.ofSeconds(120), command(arguments));
  }

  /**
   * Starts {@code musicfs arguments…} and leaves it running; output goes to {@code root/NAME.log}.
   */
  Process start(String name, String... arguments) throws IOException {
    return start(name, command(arguments));
  }

  /** Starts a command in this home and leaves it running; output goes to {@code root/NAME.log}. */
  Process start(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(root.resolve(name + ".log").toFile());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Mounts the origin and waits until its first sync is done. */
  void mount(String... options) {
    mountOnly(options);
    synced();
  }

  /** Mounts the origin; the sync may still run. */
  void mountOnly(String... options) {
    List<String> arguments = new ArrayList<>(List.of("mount"));
    arguments.addAll(List.of(options));
    arguments.add(music.toString());
    arguments.add(mountpoint.toString());
    musicfs(arguments.toArray(String[]::new)).ok();
  }

  /** Mounts what the library already knows. */
  void remount() {
    musicfs("mount", mountpoint.toString()).ok();
  }

  void unmount() {
    musicfs("unmount", mountpoint.toString()).ok();
  }

  JsonObject status() {
    return musicfs("status", "--json").ok().json().getAsJsonObject();
  }

  long pid() {
    return status().get("pid").getAsLong();
  }

  /** Waits until every origin's first sync of this run has ended. */
  void synced() {
    Await.until(
        "first sync",
        Duration.ofSeconds(90),
        () -> {
          for (var origin : status().getAsJsonArray("origins")) {
            String phase =
                origin.getAsJsonObject().getAsJsonObject("sync").get("phase").getAsString();
            if (phase.equalsIgnoreCase("running") || phase.equalsIgnoreCase("idle")) {
              return false;
            }
          }
          return true;
        });
  }

  /** The process that would start the daemon again; 0 if there is none. */
  long supervisor() throws IOException {
    return Long.parseLong(Files.readAllLines(state().resolve("lock")).get(2));
  }

  /** Kills the daemon with SIGKILL, and who would start it again, and waits until it is gone. */
  void kill9() throws Exception {
    ProcessHandle daemon = ProcessHandle.of(pid()).orElseThrow();
    ProcessHandle.of(supervisor()).ifPresent(ProcessHandle::destroyForcibly);
    daemon.destroyForcibly();
    daemon.onExit().get(10, TimeUnit.SECONDS);
  }

  /** Regular files below {@code directory} by relative path, sorted. */
  static SortedMap<String, BasicFileAttributes> walk(Path directory) throws IOException {
    SortedMap<String, BasicFileAttributes> files = new TreeMap<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(directory.relativize(file).toString(), attributes);
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /**
   * {@code find -printf} of inode, size, mtime and path of everything below the mountpoint, sorted.
   */
  List<String> identities() {
    Result found =
        Processes.run("find", mountpoint.toString(), "-printf", "%i %s %T@ %y %P\\n").ok();
    return found.out().lines().sorted().toList();
  }

  /** Relative paths of all files in the mount, sorted. */
  List<String> shown() throws IOException {
    return List.copyOf(walk(mountpoint).keySet());
  }

  /** An extended attribute of a file in the mount, as text. */
  String attribute(String name, String path) {
    return Processes.run(
            "getfattr", "--only-values", "-n", name, mountpoint.resolve(path).toString())
        .ok()
        .out();
  }

  static long inode(Path file) throws IOException {
    return (long) Files.getAttribute(file, "unix:ino");
  }

  static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Checksums of all regular files below {@code directory}, sorted, names left out. */
  static List<String> checksums(Path directory) throws Exception {
    List<String> sums = new ArrayList<>();
    for (String file : walk(directory).keySet()) {
      sums.add(sha256(directory.resolve(file)));
    }
    sums.sort(null);
    return sums;
  }

  /** Makes a real audio file with ffmpeg; the extension chooses the format. */
  static Path encode(Path file, int seconds, String... tags) throws IOException {
    Files.createDirectories(file.getParent());
    List<String> command =
        new ArrayList<>(
            List.of(
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=" + (200 + seconds) + ":duration=" + seconds,
                "-f",
                "lavfi",
                "-i",
                "anoisesrc=d="
                    + seconds
                    + ":c=pink:a=0.3:s="
                    + Math.floorMod(file.getFileName().hashCode(), 1000),
                "-filter_complex",
                "amix=inputs=2",
                "-ac",
                "2",
                "-ar",
                file.toString().endsWith(".opus") ? "48000" : "44100"));
    for (String tag : tags) {
      command.add("-metadata");
      command.add(tag);
    }
    command.add(file.toString());
    Processes.run(Map.of(), Duration.ofSeconds(120), command).ok();
    return file;
  }

  /** The daemon's log. */
  String log() throws IOException {
    StringBuilder text = new StringBuilder();
    if (Files.isDirectory(state())) {
      try (Stream<Path> files = Files.list(state())) {
        for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
          text.append(Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    // A lazy detach first: the daemon ends by itself when its mount is gone.
    for (int i = 0; i < 3 && isMounted(); i++) {
      Processes.run("umount", "-l", mountpoint.toString());
    }
    ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(root.toString()))
        .forEach(
            p -> {
              p.destroyForcibly();
              p.onExit().join();
            });
    boolean mounted = isMounted();
    Processes.run("rm", "-rf", "--one-file-system", root.toString());
    assertThat(mounted).as("the mount is gone").isFalse();
  }

  boolean isMounted() {
    try {
      return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + mountpoint + " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
