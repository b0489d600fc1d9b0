package org.musicfs.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Programs that use a mount at the same time, one for each kind of request: stat, open, readdir,
 * buffered reads, O_DIRECT reads. Each stops for a moment after each use, which leaves the daemon
 * and whoever restarts it something of the processors. Notes every error and wrong byte, how often
 * each was done, and the longest time one call took.
 */
final class MountUsers implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int PAGE = 4096;
  private static final long PAUSE_NANOS = 5_000_000;

  /** O_DIRECT. By its name, for javac knows no way to be told that it is meant. */
  private static final OpenOption DIRECT = direct();

  private static OpenOption direct() {
    try {
      return (OpenOption)
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getField("DIRECT").get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** One use of the mount, timed as a whole where it is one call, else by itself. */
  @FunctionalInterface
  private interface Use {
    void once(long n) throws Exception;
  }

  private final Path mountpoint;
  private final List<Path> files = new ArrayList<>();
  private final List<String> sums = new ArrayList<>();
  private final List<String> names;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();
  private final AtomicLong longestNanos = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  /** Takes the mount as it is now for right, and begins. */
  MountUsers(Path mountpoint) throws Exception {
    this.mountpoint = mountpoint;
    for (String file : Audio.files(mountpoint)) {
      files.add(mountpoint.resolve(file));
      sums.add(Sandbox.sha256(mountpoint.resolve(file)));
    }
    names = listing();
    use("stat", n -> timed(() -> stat(n)));
    use("open", n -> timed(() -> file(n, StandardOpenOption.READ).close()));
    use("readdir", n -> timed(this::list));
    use("buffered read", n -> read(n, StandardOpenOption.READ));
    use("direct read", n -> read(n, StandardOpenOption.READ, DIRECT));
  }

  private void use(String what, Use use) {
    done.put(what, new AtomicLong());
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name(what)
            .start(
                () -> {
                  for (long n = 0; !stop.get(); n++) {
                    try {
                      use.once(n);
                    } catch (Exception | AssertionError e) {
                      errors.add(what + ": " + e);
                    }
                    done.get(what).incrementAndGet();
                    LockSupport.parkNanos(PAUSE_NANOS);
                  }
                }));
  }

  @FunctionalInterface
  private interface Call {
    void call() throws Exception;
  }

  private void timed(Call call) throws Exception {
    long start = System.nanoTime();
    try {
      call.call();
    } finally {
      longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    }
  }

  /** Of a name that the kernel cannot know yet, and of one that is there. */
  private void stat(long n) throws IOException {
    Path missing = mountpoint.resolve("missing " + n);
    try {
      Files.size(missing);
      throw new AssertionError(missing + " is there");
    } catch (NoSuchFileException expected) {
      Files.size(path(n));
    }
  }

  private void list() throws IOException {
    List<String> now = listing();
    if (!now.equals(names)) {
      throw new AssertionError("listed " + now);
    }
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> all = Files.walk(mountpoint)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  private Path path(long n) {
    return files.get((int) (n % files.size()));
  }

  private FileChannel file(long n, OpenOption... options) throws IOException {
    return FileChannel.open(path(n), options);
  }

  private void read(long n, OpenOption... options) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + PAGE).alignedSlice(PAGE);
    try (FileChannel in = file(n, options)) {
      // Without page cache a read begins at a page: the one that comes out short is the last.
      do {
        buffer.clear().limit(BUFFER_BYTES);
        timed(() -> in.read(buffer));
        digest.update(buffer.flip());
      } while (buffer.limit() == BUFFER_BYTES);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sums.get((int) (n % sums.size())))) {
      throw new AssertionError(path(n) + ": other bytes");
    }
  }

  /** Each use is done at least so often from now on. */
  boolean goOn(Map<String, Long> since, long times) {
    return counts().entrySet().stream()
        .allMatch(e -> e.getValue() >= since.get(e.getKey()) + times);
  }

  /** How often each use was done. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    done.forEach((what, count) -> counts.put(what, count.get()));
    return counts;
  }

  List<String> errors() {
    return errors;
  }

  /** The longest call since this was asked last. */
  double longestSeconds() {
    return longestNanos.getAndSet(0) / 1e9;
  }

  @Override
  public void close() throws InterruptedException {
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
