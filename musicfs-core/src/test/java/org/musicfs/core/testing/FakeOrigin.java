package org.musicfs.core.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.origin.OriginWatch;

/** An origin in memory whose faults a test switches on. Thread-safe. */
public final class FakeOrigin implements Origin {
  /** Opens so far. */
  public final AtomicInteger opens = new AtomicInteger();

  /** Reads so far. */
  public final AtomicInteger reads = new AtomicInteger();

  /** Bytes read so far. */
  public final AtomicLong bytesRead = new AtomicLong();

  /** Listings so far. */
  public final AtomicInteger listings = new AtomicInteger();

  private final OriginId id;
  private final NavigableMap<OriginPath, Entry> files = new TreeMap<>();
  private final Set<OriginPath> keptDirectories = new HashSet<>();
  private final Set<OriginPath> brokenDirectories = new HashSet<>();
  private long clock = 1_700_000_000_000_000_000L;
  private long nextInode = 100;
  private long device = 1;
  private volatile boolean unreachable;
  private volatile boolean truncateReads;
  private volatile boolean flipBits;
  private volatile boolean watchable;
  private volatile boolean watchedWhole = true;
  private volatile OriginWatch.@Nullable Listener listener;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  private record Entry(byte[] bytes, FileStamp stamp) {}

  public FakeOrigin(int id) {
    this.id = new OriginId(id);
  }

  /**
   * Creates or replaces a file; each call is a new version with a later mtime. Returns its stamp.
   */
  public FileStamp put(String path, byte[] bytes) {
    return put(OriginPath.of(path), bytes);
  }

  /** As {@link #put(String, byte[])}, under a name of any bytes. */
  public synchronized FileStamp put(OriginPath path, byte[] bytes) {
    clock += 10_000_000_000L;
    Entry old = files.get(path);
    long inode = old == null ? nextInode++ : old.stamp.inode();
    FileStamp stamp = new FileStamp(bytes.length, clock, clock, device, inode, "");
    files.put(path, new Entry(bytes.clone(), stamp));
    return stamp;
  }

  /** Creates or replaces a file with text. */
  public FileStamp put(String path, String text) {
    return put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public synchronized void remove(String path) {
    OriginPath root = OriginPath.of(path);
    files.keySet().removeIf(p -> p.startsWith(root));
  }

  /** Renames one file; only the ctime changes. */
  public synchronized void move(String from, String to) {
    Entry entry = files.remove(OriginPath.of(from));
    if (entry == null) {
      throw new IllegalArgumentException(from);
    }
    clock += 10_000_000_000L;
    FileStamp s = entry.stamp;
    files.put(
        OriginPath.of(to),
        new Entry(
            entry.bytes,
            new FileStamp(s.sizeBytes(), s.mtimeNanos(), clock, s.device(), s.inode(), "")));
  }

  /** This directory is there even when nothing is in it. */
  public synchronized void keepDirectory(String path) {
    keptDirectories.add(OriginPath.of(path));
  }

  /** Every later directory and file claims to lie on this device. */
  public synchronized void device(long number) {
    device = number;
  }

  public void unreachable(boolean on) {
    unreachable = on;
  }

  /** Listing this directory answers unknown. */
  public synchronized void breakDirectory(String path, boolean broken) {
    if (broken) {
      brokenDirectories.add(OriginPath.of(path));
    } else {
      brokenDirectories.remove(OriginPath.of(path));
    }
  }

  /** Reads return half of what is there. */
  public void truncateReads(boolean on) {
    truncateReads = on;
  }

  /** Reads return wrong bytes of the right length. */
  public void flipBits(boolean on) {
    flipBits = on;
  }

  /**
   * It can tell of changes, from now on.
   *
   * @param whole whether of all of them
   */
  public void watchable(boolean whole) {
    watchable = true;
    watchedWhole = whole;
  }

  /** Tells whoever watches. */
  public void tell(String path) {
    OriginWatch.@Nullable Listener now = listener;
    if (now != null) {
      now.changed(OriginPath.of(path), false);
    }
  }

  /** Tells whoever watches that it has missed something. */
  public void tellMissed() {
    OriginWatch.@Nullable Listener now = listener;
    if (now != null) {
      now.missed();
    }
  }

  @Override
  public Optional<OriginWatch> watch(OriginWatch.Listener listens) {
    if (!watchable) {
      return Optional.empty();
    }
    listener = listens;
    return Optional.of(
        new OriginWatch() {
          @Override
          public int directories() {
            return 1;
          }

          @Override
          public boolean isComplete() {
            return watchedWhole;
          }

          @Override
          public void close() {
            listener = null;
          }
        });
  }

  /** Reads wait until {@link #release}. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  public void release() {
    gate.countDown();
  }

  @Override
  public OriginId id() {
    return id;
  }

  @Override
  public String displayName() {
    return "fake:" + id.value();
  }

  @Override
  public synchronized Answer<DirectoryListing> list(OriginPath directory) {
    listings.incrementAndGet();
    if (unreachable || brokenDirectories.contains(directory)) {
      return new Answer.Unknown<>(down(directory));
    }
    if (files.containsKey(directory)) {
      return new Answer.Absent<>();
    }
    List<DirectoryListing.Entry> inside = new ArrayList<>();
    List<DirectoryListing.Entry> below = new ArrayList<>();
    Set<OriginPath> seen = new HashSet<>();
    for (var entry : files.entrySet()) {
      OriginPath path = entry.getKey();
      if (path.parent().equals(directory)) {
        inside.add(new DirectoryListing.Entry(path, entry.getValue().stamp));
      } else if (path.startsWith(directory)) {
        OriginPath child = path;
        while (!child.parent().equals(directory)) {
          child = child.parent();
        }
        if (seen.add(child)) {
          below.add(new DirectoryListing.Entry(child, directoryStamp(child)));
        }
      }
    }
    for (OriginPath kept : keptDirectories) {
      if (!kept.isRoot() && kept.parent().equals(directory) && seen.add(kept)) {
        below.add(new DirectoryListing.Entry(kept, directoryStamp(kept)));
      }
    }
    if (inside.isEmpty()
        && below.isEmpty()
        && !directory.isRoot()
        && !keptDirectories.contains(directory)) {
      return new Answer.Absent<>();
    }
    return new Answer.Present<>(
        new DirectoryListing(directoryStamp(directory), inside, below, List.of()));
  }

  private FileStamp directoryStamp(OriginPath path) {
    return new FileStamp(0, clock, clock, device, 1_000_000 + (path.hashCode() & 0xfffff), "");
  }

  @Override
  public synchronized Answer<FileStamp> stat(OriginPath path) {
    if (unreachable) {
      return new Answer.Unknown<>(down(path));
    }
    Entry entry = files.get(path);
    if (entry != null) {
      return new Answer.Present<>(entry.stamp);
    }
    return path.isRoot() || files.keySet().stream().anyMatch(p -> p.startsWith(path))
        ? new Answer.Present<>(directoryStamp(path))
        : new Answer.Absent<>();
  }

  private OriginException down(OriginPath path) {
    return new OriginException(
        OriginException.Reason.UNREACHABLE, displayName() + ": " + path + ": unreachable", null);
  }

  @Override
  public synchronized OriginReader open(OriginPath path) throws OriginException {
    if (unreachable) {
      throw down(path);
    }
    Entry entry = files.get(path);
    if (entry == null) {
      throw new OriginException(
          OriginException.Reason.NOT_FOUND, displayName() + ": " + path + ": no such file", null);
    }
    opens.incrementAndGet();
    return new Reader(path, entry);
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.empty();
  }

  @Override
  public void close() {
    unreachable = true;
  }

  private final class Reader implements OriginReader {
    private final OriginPath path;
    private final Entry entry;

    Reader(OriginPath path, Entry entry) {
      this.path = path;
      this.entry = entry;
    }

    @Override
    public FileStamp stamp() throws OriginException {
      if (unreachable) {
        throw down(path);
      }
      return entry.stamp;
    }

    @Override
    public int read(long offset, ByteBuffer destination) throws OriginException {
      reads.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw down(path);
      }
      if (unreachable) {
        throw down(path);
      }
      int n = (int) Math.max(0, Math.min(destination.remaining(), entry.bytes.length - offset));
      if (truncateReads) {
        n /= 2;
      }
      byte[] part = new byte[n];
      System.arraycopy(entry.bytes, (int) Math.min(offset, entry.bytes.length), part, 0, n);
      if (flipBits && n > 0) {
        part[n / 2] ^= 1;
      }
      destination.put(part);
      bytesRead.addAndGet(n);
      return n;
    }

    @Override
    public void close() {}
  }
}
