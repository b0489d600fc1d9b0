package org.musicfs.index.sync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.index.catalogue.SyncStore.KnownFile;

/**
 * Locations whose name is certainly gone, until it is decided whether they moved, are removed or
 * are kept. Columns of numbers, 42 bytes a location plus 8 for the index: half of a million tracks
 * gone at once (a disk that is not mounted) is 25 MB, not a heap of objects. Thread-safe.
 *
 * <p>Two phases: {@link #add} while the origin is listed, {@link #claim} afterwards, when what
 * vanished is complete and so the order in which directories were listed does not matter.
 */
final class Vanished {
  /** Why what vanished from a directory may be not gone at all. */
  enum Doubt {
    /** None: removed, unless there are too many of them. */
    NONE(0),
    /** The directory lies on another device than last time. */
    OTHER_DEVICE(1),
    /** The directory is suddenly empty. */
    EMPTIED(2),
    /** The origin's root is suddenly empty. */
    NOT_MOUNTED(3);

    private final byte state;

    Doubt(int state) {
      this.state = (byte) state;
    }
  }

  @GuardedBy("this")
  private int size;

  @GuardedBy("this")
  private long[] ids = new long[16];

  @GuardedBy("this")
  private long[] devices = new long[16];

  @GuardedBy("this")
  private long[] inodes = new long[16];

  @GuardedBy("this")
  private long[] sizes = new long[16];

  @GuardedBy("this")
  private long[] mtimes = new long[16];

  /** State of the doubt, or -1 once claimed. */
  @GuardedBy("this")
  private byte[] states = new byte[16];

  @GuardedBy("this")
  private boolean[] tracks = new boolean[16];

  @GuardedBy("this")
  private final List<Directory> directories = new ArrayList<>();

  /** First entry + 1 of each hash, and the next + 1 of the same; empty until the first claim. */
  @GuardedBy("this")
  private int[] heads = new int[0];

  @GuardedBy("this")
  private int[] nexts = new int[0];

  private record Directory(long id, Doubt doubt) {}

  synchronized void add(KnownFile file, Doubt doubt) {
    if (heads.length > 0) {
      throw new IllegalStateException("claims have begun");
    }
    if (size == ids.length) {
      int larger = size + (size >> 1);
      ids = Arrays.copyOf(ids, larger);
      devices = Arrays.copyOf(devices, larger);
      inodes = Arrays.copyOf(inodes, larger);
      sizes = Arrays.copyOf(sizes, larger);
      mtimes = Arrays.copyOf(mtimes, larger);
      states = Arrays.copyOf(states, larger);
      tracks = Arrays.copyOf(tracks, larger);
    }
    ids[size] = file.id();
    devices[size] = file.stamp().device();
    inodes[size] = file.stamp().inode();
    sizes[size] = file.stamp().sizeBytes();
    mtimes[size] = file.stamp().mtimeNanos();
    states[size] = doubt.state;
    tracks[size] = file.isTrack();
    size++;
  }

  /** A directory that is gone; what was known below it is added file by file. */
  synchronized void addDirectory(long id, Doubt doubt) {
    directories.add(new Directory(id, doubt));
  }

  /**
   * The location this file had before it was renamed, by {@link FileStamp#sameFileMoved}; taken
   * out, so that of two hard links only one is the move.
   *
   * <p>A disk that got another device number since the location was recorded answers none: such a
   * file is new, and its old location removed.
   */
  synchronized OptionalLong claim(FileStamp stamp) {
    if (size == 0 || stamp.inode() == 0) {
      return OptionalLong.empty();
    }
    if (heads.length == 0) {
      index();
    }
    for (int i = heads[bucket(stamp.inode())]; i != 0; i = nexts[i - 1]) {
      int at = i - 1;
      if (states[at] >= 0
          && inodes[at] == stamp.inode()
          && devices[at] == stamp.device()
          && sizes[at] == stamp.sizeBytes()
          && mtimes[at] == stamp.mtimeNanos()) {
        states[at] = -1;
        return OptionalLong.of(ids[at]);
      }
    }
    return OptionalLong.empty();
  }

  @GuardedBy("this")
  private void index() {
    heads = new int[Math.max(16, Integer.highestOneBit(size) << 1)];
    nexts = new int[size];
    for (int i = 0; i < size; i++) {
      int bucket = bucket(inodes[i]);
      nexts[i] = heads[bucket];
      heads[bucket] = i + 1;
    }
  }

  @GuardedBy("this")
  private int bucket(long inode) {
    return (int) ((inode * 0x9e3779b97f4a7c15L) >>> 32) & (heads.length - 1);
  }

  /** How many tracks with this doubt were not claimed. */
  synchronized long count(Doubt doubt) {
    long count = 0;
    for (int i = 0; i < size; i++) {
      count += tracks[i] && states[i] == doubt.state ? 1 : 0;
    }
    return count;
  }

  /**
   * Passes what was not claimed to {@code toTracks}, {@code toOthers} (files that are none) and
   * {@code toDirectories}; doubtful ones on request.
   */
  synchronized void forEach(
      boolean doubtful, LongConsumer toTracks, LongConsumer toOthers, LongConsumer toDirectories) {
    for (int i = 0; i < size; i++) {
      if (states[i] == 0 || (doubtful && states[i] > 0)) {
        (tracks[i] ? toTracks : toOthers).accept(ids[i]);
      }
    }
    for (Directory directory : directories) {
      if (doubtful || directory.doubt == Doubt.NONE) {
        toDirectories.accept(directory.id);
      }
    }
  }
}
