package org.musicfs.index.tags.worker;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jaudiotagger.tag.Tag;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.TagField;

/**
 * How workers are run.
 *
 * @param command what starts one
 * @param maxWorkers at a time
 * @param deadline longest time one file may take
 * @param idle a worker without work for this long ends
 */
public record WorkerSettings(
    List<String> command, int maxWorkers, Duration deadline, Duration idle) {
  public WorkerSettings {
    command = List.copyOf(command);
    if (maxWorkers < 1 || deadline.toMillis() < 1 || idle.toMillis() < 1) {
      throw new IllegalArgumentException(maxWorkers + " workers, " + deadline + ", " + idle);
    }
  }

  /**
   * The command that runs {@code mainClass} in the Java of this process, small and quick to start.
   *
   * @param heapMebibytes most it may use for objects
   */
  static List<String> command(String mainClass, String classPath, int heapMebibytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heapMebibytes + "m",
            "-Xms8m",
            "-Xss512k",
            "-XX:MaxMetaspaceSize=32m",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-cp",
            classPath,
            mainClass));
    return command;
  }

  /** The command of a real worker. */
  public static List<String> command(int heapMebibytes) {
    return command(WorkerMain.class.getName(), classPath(), heapMebibytes);
  }

  /**
   * Where the classes lie that a worker needs: few entries start faster than all of the daemon's.
   */
  static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> needed : List.of(WorkerMain.class, TagField.class, Tag.class)) {
      @Nullable CodeSource source = needed.getProtectionDomain().getCodeSource();
      if (source == null || !source.getLocation().getProtocol().equals("file")) {
        return System.getProperty("java.class.path");
      }
      try {
        places.add(Path.of(source.getLocation().toURI()).toString());
      } catch (URISyntaxException e) {
        return System.getProperty("java.class.path");
      }
    }
    return String.join(File.pathSeparator, places);
  }
}
