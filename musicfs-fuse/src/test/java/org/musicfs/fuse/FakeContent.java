package org.musicfs.fuse;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.fuse.sys.Libc;

/** Content in memory, and what can go wrong with it. Thread-safe. */
public final class FakeContent implements FileContent {
  private final Map<Long, byte[]> bytes = new ConcurrentHashMap<>();
  private final Map<Long, ContentException> failures = new ConcurrentHashMap<>();
  private final Map<Long, Throwable> crashes = new ConcurrentHashMap<>();
  private final Map<Long, CountDownLatch> hangs = new ConcurrentHashMap<>();
  private final Map<Long, Integer> opens = new ConcurrentHashMap<>();
  final AtomicInteger waiting = new AtomicInteger();
  final AtomicLong reads = new AtomicLong();
  volatile boolean sawHeapBuffer;
  private final Map<Long, Path> backings = new ConcurrentHashMap<>();
  private final AtomicInteger lent = new AtomicInteger();
  private volatile byte @Nullable [] single;

  public FakeContent put(long version, byte[] content) {
    bytes.put(version, content);
    return this;
  }

  public void failWith(long version, ContentException.Reason reason) {
    failures.put(version, new ContentException(reason, "version " + version, null));
  }

  public void crashWith(long version, Throwable error) {
    crashes.put(version, error);
  }

  /** Reads of this version wait until the latch opens. */
  public CountDownLatch hang(long version) {
    CountDownLatch latch = new CountDownLatch(1);
    hangs.put(version, latch);
    return latch;
  }

  /** From now on only this version is read, without looking it up: look-ups allocate. */
  public void unboxed(long version) {
    single = bytes.get(version);
  }

  /** Reads that wait, now. */
  public int waiting() {
    return waiting.get();
  }

  public int opens(long version) {
    return opens.getOrDefault(version, 0);
  }

  @Override
  public void open(long version) throws ContentException {
    if (!bytes.containsKey(version)) {
      throw new ContentException(ContentException.Reason.UNKNOWN_VERSION, "v" + version, null);
    }
    opens.merge(version, 1, Integer::sum);
  }

  @Override
  public int read(long version, long offset, ByteBuffer to) throws ContentException {
    reads.incrementAndGet();
    sawHeapBuffer |= !to.isDirect();
    throwIfTold(version);
    byte[] all = bytes.get(version);
    int n = (int) Math.max(0, Math.min(to.remaining(), all.length - offset));
    if (n > 0) {
      to.put(all, (int) offset, n);
    }
    return n;
  }

  @Override
  public int readNow(long version, long offset, ByteBuffer to) throws ContentException {
    byte[] only = single;
    if (only != null) {
      int n = (int) Math.max(0, Math.min(to.remaining(), only.length - offset));
      to.put(only, (int) offset, n);
      return n;
    }
    return hangs.containsKey(version) ? NOT_AT_HAND : read(version, offset, to);
  }

  @Override
  public void await(long version, long offset, int length)
      throws ContentException, InterruptedException {
    CountDownLatch hang = hangs.get(version);
    if (hang != null) {
      waiting.incrementAndGet();
      try {
        hang.await();
      } finally {
        waiting.decrementAndGet();
      }
    }
  }

  /** From now on this version's bytes are those of a file. */
  public void back(long version, Path file) {
    backings.put(version, file);
  }

  /** Descriptors lent to the kernel and not given back, now. */
  public int lent() {
    return lent.get();
  }

  @Override
  public Optional<BackingFile> backing(long version) {
    return Optional.ofNullable(backings.get(version)).map(this::lend);
  }

  private BackingFile lend(Path file) {
    int descriptor = Libc.open(file.toString(), Libc.O_CLOEXEC);
    lent.incrementAndGet();
    return BackingFile.of(
        descriptor,
        () -> {
          lent.decrementAndGet();
          Libc.close(descriptor);
        });
  }

  private void throwIfTold(long version) throws ContentException {
    CountDownLatch hang = hangs.get(version);
    if (hang != null) {
      waiting.incrementAndGet();
      try {
        hang.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        waiting.decrementAndGet();
      }
    }
    if (crashes.get(version) instanceof Throwable t) {
      FakeContent.<RuntimeException>raise(t);
    }
    ContentException failure = failures.get(version);
    if (failure != null) {
      throw failure;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable t) throws T {
    throw (T) t;
  }

  @Override
  public void release(long version) {
    opens.computeIfPresent(version, (v, n) -> n == 1 ? null : n - 1);
  }
}
