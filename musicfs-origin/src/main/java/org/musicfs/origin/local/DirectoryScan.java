package org.musicfs.origin.local;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.sys.Errno;

/**
 * One pass over an open directory. The kernel's {@code struct linux_dirent64} is: inode (64 bit),
 * offset (64), record length at 16 (16), type at 18 (8), name from 19 to a NUL. The type spares a
 * stat of what is neither file, directory nor link; every other name is looked at relative to the
 * descriptor, so that a long path is walked once per directory and not once per file.
 */
final class DirectoryScan {
  private static final int RECORD_LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;

  private static final byte DT_UNKNOWN = 0;
  private static final byte DT_DIR = 4;
  private static final byte DT_REG = 8;
  private static final byte DT_LNK = 10;

  private final Scratch scratch;
  private final int descriptor;
  private final OriginPath directory;
  private final List<DirectoryListing.Entry> files = new ArrayList<>();
  private final List<DirectoryListing.Entry> directories = new ArrayList<>();
  private final List<OriginPath> unknown = new ArrayList<>();

  /**
   * @param descriptor of the directory, at its start; stays open
   */
  DirectoryScan(Scratch scratch, int descriptor, OriginPath directory) {
    this.scratch = scratch;
    this.descriptor = descriptor;
    this.directory = directory;
  }

  /** What a pass led to: an errno, or else a listing unless entries came or went meanwhile. */
  record Result(int errno, @Nullable DirectoryListing listing) {}

  Result run() {
    int failed = statSelf();
    if (failed != 0) {
      return new Result(failed, null);
    }
    FileStamp before = scratch.stat.stamp();
    int used;
    while ((used = Libc.readDirectory(scratch.callState, descriptor, scratch.buffer)) > 0) {
      takeEntries(used);
    }
    if (used < 0) {
      return new Result(-used, null);
    }
    failed = statSelf();
    if (failed != 0) {
      return new Result(failed, null);
    }
    // A name that is renamed during a pass may be missed under both names; the directory's times
    // tell.
    FileStamp after = scratch.stat.stamp();
    return before.sameVersion(after)
        ? new Result(0, new DirectoryListing(after, files, directories, unknown))
        : new Result(0, null);
  }

  private int statSelf() {
    scratch.path(new byte[0]);
    int result =
        Libc.statx(
            scratch.callState, descriptor, scratch.path, Libc.AT_EMPTY_PATH, scratch.stat.segment);
    return result < 0 ? -result : scratch.stat.isDirectory() ? 0 : Errno.ENOTDIR;
  }

  private void takeEntries(int used) {
    MemorySegment buffer = scratch.buffer;
    int at = 0;
    while (at < used) {
      byte type = buffer.get(JAVA_BYTE, at + TYPE);
      if (type == DT_REG || type == DT_DIR || type == DT_LNK || type == DT_UNKNOWN) {
        takeEntry(at + NAME);
      }
      at += Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + RECORD_LENGTH));
    }
  }

  private void takeEntry(int nameAt) {
    MemorySegment buffer = scratch.buffer;
    int end = nameAt;
    while (buffer.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    int length = end - nameAt;
    if (isDots(buffer, nameAt, length)) {
      return;
    }
    byte[] name = new byte[length];
    MemorySegment.copy(buffer, JAVA_BYTE, nameAt, name, 0, length);
    OriginPath path = directory.resolve(name);
    MemorySegment nativeName = buffer.asSlice(nameAt);
    int result = stat(nativeName, 0);
    if (result == 0) {
      if (scratch.stat.isFile()) {
        files.add(new DirectoryListing.Entry(path, scratch.stat.stamp()));
      } else if (scratch.stat.isDirectory()) {
        directories.add(new DirectoryListing.Entry(path, scratch.stat.stamp()));
      }
    } else if (result != -Errno.ENOENT
        || stat(nativeName, Libc.AT_SYMLINK_NOFOLLOW) != -Errno.ENOENT) {
      // Not simply deleted since it was listed: a dangling link, or no way to look.
      unknown.add(path);
    }
  }

  private int stat(MemorySegment name, int flags) {
    return Libc.statx(scratch.callState, descriptor, name, flags, scratch.stat.segment);
  }

  private static boolean isDots(MemorySegment buffer, int at, int length) {
    return length <= 2
        && buffer.get(JAVA_BYTE, at) == '.'
        && (length == 1 || buffer.get(JAVA_BYTE, at + 1) == '.');
  }
}
