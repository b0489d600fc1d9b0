package org.musicfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How many stats a second four threads get: of names the kernel knows, then of names it cannot
 * know, each a request to the server. Argument: a directory with files. Prints both rates.
 */
public final class StatRate {
  private static final int THREADS = 4;
  private static final long SECONDS = 3;

  private StatRate() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).limit(1000).toList();
    }
    Files.size(files.getFirst());
    System.out.println(rate(n -> exists(files.get((int) (n % files.size())))));
    System.out.println(rate(n -> exists(directory.resolve("no " + n))));
  }

  private interface Stat {
    boolean one(long n) throws IOException;
  }

  private static boolean exists(Path path) throws IOException {
    try {
      return Files.size(path) >= 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static long rate(Stat stat) throws InterruptedException {
    for (boolean measured = false; ; measured = true) {
      LongAdder done = new LongAdder();
      long end = System.nanoTime() + SECONDS * 1_000_000_000;
      long base = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long from = base + i * 1_000_000_000_000L;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        for (long n = from; System.nanoTime() < end; n++) {
                          boolean ignored = stat.one(n);
                          done.increment();
                        }
                      } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (measured) {
        return done.sum() / SECONDS;
      }
    }
  }
}
