package org.musicfs.cli.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts another JVM of ours with the same Java and the same classes as this one. Where the
 * launcher started this one it has named the application's directory with {@code -Dmusicfs.app},
 * and the options and AOT cache of that kind of JVM are taken from there; else (tests, an IDE) only
 * what every JVM of ours must have is passed.
 *
 * @param java the executable
 * @param classPath as this JVM was given it
 * @param application the directory with {@code jvm/KIND.options} and {@code KIND.aot}
 */
public record JvmCommand(Path java, String classPath, Optional<Path> application) {
  private static final List<String> NEEDED =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  /** The class with the main method of a daemon that is started by another process of ours. */
  public static final String DAEMON_MAIN = "org.musicfs.cli.DaemonMain";

  /** The kind of a JVM: which options and which AOT cache. */
  public enum Kind {
    CLI("cli"),
    DAEMON("daemon"),
    SUPERVISOR("supervisor");

    private final String file;

    Kind(String file) {
      this.file = file;
    }
  }

  /** As this JVM was started. */
  public static JvmCommand ofThisProcess() {
    return new JvmCommand(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        Optional.ofNullable(System.getProperty("musicfs.app")).map(Path::of));
  }

  /**
   * A builder of the process, with the environment every JVM of ours needs. The caller redirects
   * its streams and starts it.
   *
   * @param options of the JVM, after those of its kind; may be empty
   * @param arguments of the main class
   */
  public ProcessBuilder process(
      Kind kind, List<String> options, String mainClass, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(line(kind, options, mainClass, arguments));
    builder.environment().putAll(environment());
    return builder;
  }

  /** The command line. */
  public List<String> line(
      Kind kind, List<String> options, String mainClass, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    Optional<Path> file =
        application.map(app -> app.resolve("jvm").resolve(kind.file + ".options"));
    if (file.filter(Files::isRegularFile).isPresent()) {
      line.add("@" + file.get());
    } else {
      line.addAll(NEEDED);
    }
    application.ifPresent(
        app -> {
          Path cache = app.resolve(kind.file + ".aot");
          if (Files.isRegularFile(cache)) {
            line.add("-XX:AOTCache=" + cache);
          }
          line.add("-Dmusicfs.app=" + app);
        });
    line.addAll(options);
    line.add("-cp");
    line.add(classPath);
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }

  /**
   * Without a UTF-8 locale Java cannot open a file named {@code Björk}; without a bound on malloc's
   * arenas every thread may bring 64 MB of address space.
   */
  public static Map<String, String> environment() {
    return Map.of("LC_ALL", "C.UTF-8", "MALLOC_ARENA_MAX", "2");
  }
}
