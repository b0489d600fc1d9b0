package org.musicfs.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many files this process may have open, and what is left of them for the chunk store. A system
 * that grants few must not make reads fail: the store keeps fewer files open instead.
 */
record Descriptors(long limit) {
  /** Jars, databases, the search index, sockets, workers' pipes, files open for a moment. */
  private static final long OTHERS = 192;

  private static final long LEAST = 8;
  private static final String LINE = "Max open files";

  /** The soft limit, from /proc/self/limits (proc(5)); a usual one where there is none. */
  static Descriptors ofThisProcess() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith(LINE))
          .map(line -> line.substring(LINE.length()).strip().split(" +")[0])
          .filter(soft -> soft.chars().allMatch(Character::isDigit))
          .map(soft -> new Descriptors(Long.parseLong(soft)))
          .findFirst()
          .orElse(new Descriptors(1024));
    } catch (IOException e) {
      return new Descriptors(1024);
    }
  }

  /**
   * How many of {@code wanted} kept files fit.
   *
   * @param share of what is left to the chunk store that these may take, 0 to 1
   */
  int share(int wanted, double share) {
    return (int) Math.clamp((long) ((limit - OTHERS) * share), LEAST, wanted);
  }
}
