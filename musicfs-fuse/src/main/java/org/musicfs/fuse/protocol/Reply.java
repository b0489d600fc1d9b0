package org.musicfs.fuse.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.musicfs.fuse.protocol.Layouts.ATTR;
import static org.musicfs.fuse.protocol.Layouts.DIRENT;
import static org.musicfs.fuse.protocol.Layouts.ENTRY;
import static org.musicfs.fuse.protocol.Layouts.OUT_HEADER;
import static org.musicfs.fuse.protocol.Layouts.U16;
import static org.musicfs.fuse.protocol.Layouts.U32;
import static org.musicfs.fuse.protocol.Layouts.U64;
import static org.musicfs.fuse.protocol.Layouts.padded;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.fs.FsFigures;
import org.musicfs.fuse.fs.StatRules;

/**
 * One reply: {@code struct fuse_out_header} (len u32, error s32, unique u64), then the payload. The
 * header stands just before a page boundary, so that file content lands on aligned memory. Used
 * again for every reply; confined to one thread.
 */
public final class Reply {
  /** FOPEN_KEEP_CACHE: the pages the kernel has of the inode are still right. */
  public static final int KEEP_CACHE = 1 << 1;

  /** FOPEN_CACHE_DIR: the kernel may keep the listing. */
  public static final int CACHE_DIR = 1 << 3;

  /** FOPEN_PASSTHROUGH: reads go to the backing file. */
  public static final int PASSTHROUGH = 1 << 7;

  private final MemorySegment memory;
  private final int start;
  private final int payload;
  private final ByteBuffer content;

  /**
   * @param memory at a page boundary; one page more than the largest payload
   * @param pageBytes of this machine
   */
  public Reply(MemorySegment memory, int pageBytes) {
    this.memory = memory;
    this.payload = pageBytes;
    this.start = pageBytes - OUT_HEADER;
    this.content = memory.asSlice(payload).asByteBuffer();
  }

  /** Bytes a reply's memory takes for payloads of up to {@code payloadBytes}. */
  public static long memoryBytes(int payloadBytes, int pageBytes) {
    return (long) payloadBytes + pageBytes;
  }

  /** The memory that holds it. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where in the memory it begins. */
  public int start() {
    return start;
  }

  /** Most bytes a payload may have. */
  public int capacity() {
    return content.capacity();
  }

  /** The payload as a buffer of exactly {@code bytes} to be filled. */
  public ByteBuffer content(int bytes) {
    return content.clear().limit(Math.min(bytes, content.capacity()));
  }

  /**
   * Completes a reply whose payload has been written.
   *
   * @return the length of all of it
   */
  public int finish(long unique, int payloadBytes) {
    memory.set(U32, start, OUT_HEADER + payloadBytes);
    memory.set(U32, start + 4L, 0);
    memory.set(U64, start + 8L, unique);
    return OUT_HEADER + payloadBytes;
  }

  /**
   * Makes it an error.
   *
   * @param errno positive
   * @return the length of all of it
   */
  public int fail(long unique, int errno) {
    memory.set(U32, start, OUT_HEADER);
    memory.set(U32, start + 4L, -errno);
    memory.set(U64, start + 8L, unique);
    return OUT_HEADER;
  }

  /** {@code struct fuse_init_out}; see {@link Init}. */
  public int init(Init.Agreement agreement) {
    return Init.write(memory, payload, agreement, payload);
  }

  /** {@code struct fuse_entry_out} of a node. */
  public int entry(Node node, long nodeId, StatRules stats, TimeOuts timeOuts) {
    entry(payload, node, nodeId, stats, timeOuts);
    return ENTRY;
  }

  /** {@code struct fuse_entry_out} for a name that is not there, to be remembered a while. */
  public int absent(TimeOuts timeOuts) {
    zero(ENTRY);
    memory.set(U64, payload + 16L, timeOuts.negativeSeconds());
    return ENTRY;
  }

  /** By words: a slice to fill would be an object for each reply. */
  private void zero(int bytes) {
    for (int i = 0; i < bytes; i += 8) {
      memory.set(U64, payload + (long) i, 0);
    }
  }

  /**
   * nodeid u64, generation u64, entry_valid u64, attr_valid u64, entry_valid_nsec u32,
   * attr_valid_nsec u32, attr.
   */
  private void entry(long at, Node node, long nodeId, StatRules stats, TimeOuts timeOuts) {
    memory.set(U64, at, nodeId);
    memory.set(U64, at + 8, 0);
    memory.set(U64, at + 16, timeOuts.entrySeconds());
    memory.set(U64, at + 24, timeOuts.attributeSeconds(node));
    memory.set(U64, at + 32, 0);
    attributes(at + 40, node, stats);
  }

  /**
   * {@code struct fuse_attr}: ino u64, size u64, blocks u64, atime u64, mtime u64, ctime u64,
   * atimensec u32, mtimensec u32, ctimensec u32, mode u32, nlink u32, uid u32, gid u32, rdev u32,
   * blksize u32, flags u32.
   */
  private void attributes(long at, Node node, StatRules stats) {
    long seconds = stats.mtimeSeconds(node);
    int nanos = stats.mtimeNanosOfSecond(node);
    memory.set(U64, at, node.id());
    memory.set(U64, at + 8, stats.sizeBytes(node));
    memory.set(U64, at + 16, stats.blocks(node));
    memory.set(U64, at + 24, seconds);
    memory.set(U64, at + 32, seconds);
    memory.set(U64, at + 40, seconds);
    memory.set(U32, at + 48, nanos);
    memory.set(U32, at + 52, nanos);
    memory.set(U32, at + 56, nanos);
    memory.set(U32, at + 60, stats.mode(node));
    memory.set(U32, at + 64, stats.links(node));
    memory.set(U32, at + 68, stats.uid());
    memory.set(U32, at + 72, stats.gid());
    memory.set(U32, at + 76, 0);
    memory.set(U32, at + 80, BLOCK_BYTES);
    memory.set(U32, at + 84, 0);
  }

  /** What programs take for the best size of a read. */
  private static final int BLOCK_BYTES = 128 << 10;

  /** {@code struct fuse_attr_out}: attr_valid u64, attr_valid_nsec u32, dummy u32, attr. */
  public int stat(Node node, StatRules stats, TimeOuts timeOuts) {
    memory.set(U64, payload, timeOuts.attributeSeconds(node));
    memory.set(U64, payload + 8L, 0);
    attributes(payload + 16L, node, stats);
    return 16 + ATTR;
  }

  /** STATX_BASIC_STATS: all but the birth time, which nobody knows. */
  private static final int STATX_MASK = 0x7ff;

  private static final int STATX_BYTES = 256;

  /**
   * {@code struct fuse_statx_out}: attr_valid u64, attr_valid_nsec u32, flags u32, spare u64[2],
   * then {@code struct fuse_statx}: mask u32, blksize u32, attributes u64, nlink u32, uid u32, gid
   * u32, mode u16, spare u16, ino u64, size u64, blocks u64, attributes_mask u64, then four times
   * {seconds s64, nanoseconds u32, reserved s32}: atime, btime, ctime, mtime.
   */
  public int statx(Node node, StatRules stats, TimeOuts timeOuts) {
    zero(32 + STATX_BYTES);
    memory.set(U64, payload, timeOuts.attributeSeconds(node));
    long at = payload + 32L;
    memory.set(U32, at, STATX_MASK);
    memory.set(U32, at + 4, BLOCK_BYTES);
    memory.set(U32, at + 16, stats.links(node));
    memory.set(U32, at + 20, stats.uid());
    memory.set(U32, at + 24, stats.gid());
    memory.set(U16, at + 28, (short) stats.mode(node));
    memory.set(U64, at + 32, node.id());
    memory.set(U64, at + 40, stats.sizeBytes(node));
    memory.set(U64, at + 48, stats.blocks(node));
    for (long time : STATX_TIMES) {
      memory.set(U64, at + time, stats.mtimeSeconds(node));
      memory.set(U32, at + time + 8, stats.mtimeNanosOfSecond(node));
    }
    return 32 + STATX_BYTES;
  }

  /** Offsets of atime, ctime and mtime. */
  private static final long[] STATX_TIMES = {64, 96, 112};

  /** {@code struct fuse_open_out}: fh u64, open_flags u32, backing_id s32. */
  public int opened(long handle, int openFlags, int backingId) {
    memory.set(U64, payload, handle);
    memory.set(U32, payload + 8L, openFlags);
    memory.set(U32, payload + 12L, backingId);
    return 16;
  }

  /**
   * {@code struct fuse_statfs_out}: blocks, bfree, bavail, files, ffree u64; bsize, namelen,
   * frsize, padding u32; spare u32[6].
   */
  public int figures(FsFigures figures) {
    zero(80);
    memory.set(U64, payload, figures.blocks());
    memory.set(U64, payload + 24L, figures.files());
    memory.set(U32, payload + 40L, figures.blockBytes());
    memory.set(U32, payload + 44L, FsFigures.NAME_MAX);
    memory.set(U32, payload + 48L, figures.blockBytes());
    return 80;
  }

  /** {@code struct fuse_getxattr_out}: size u32, padding u32. */
  public int length(int bytes) {
    memory.set(U32, payload, bytes);
    memory.set(U32, payload + 4L, 0);
    return 8;
  }

  /** {@code struct fuse_lseek_out}: offset u64. */
  public int position(long offset) {
    memory.set(U64, payload, offset);
    return 8;
  }

  /**
   * Adds an entry of READDIR: {@code struct fuse_dirent} (ino u64, off u64, namelen u32, type u32),
   * the name, padding to 8 bytes.
   *
   * @param at bytes of payload so far
   * @param limit most bytes of payload
   * @param next where a listing goes on after this entry
   * @return bytes of payload with it; {@code at} if there is no room
   */
  public int dirent(int at, int limit, String name, long inode, int type, long next) {
    return direntAfter(at, 0, limit, name, inode, type, next);
  }

  /**
   * Adds an entry of READDIRPLUS: {@code struct fuse_entry_out}, then as {@link #dirent}.
   *
   * @param nodeId 0 for {@code .} and {@code ..}, which are not looked up
   */
  public int direntPlus(
      int at,
      int limit,
      String name,
      Node node,
      long nodeId,
      StatRules stats,
      TimeOuts timeOuts,
      long next) {
    int end = direntAfter(at, ENTRY, limit, name, node.id(), StatRules.typeOf(node), next);
    if (end > at) {
      entry(payload + (long) at, node, nodeId, stats, timeOuts);
    }
    return end;
  }

  private int direntAfter(
      int at, int before, int limit, String name, long inode, int type, long next) {
    int room = Math.min(limit, capacity()) - at - before - DIRENT;
    int nameBytes = room < 0 ? -1 : putName(payload + (long) at + before + DIRENT, room, name);
    if (nameBytes < 0) {
      return at;
    }
    int end = at + before + padded(DIRENT + nameBytes);
    if (end > limit) {
      return at;
    }
    long dirent = payload + (long) at + before;
    memory.set(U64, dirent, inode);
    memory.set(U64, dirent + 8, next);
    memory.set(U32, dirent + 16, nameBytes);
    memory.set(U32, dirent + 20, type >> 12);
    for (int i = before + DIRENT + nameBytes; i < end - at; i++) {
      memory.set(JAVA_BYTE, payload + (long) at + i, (byte) 0);
    }
    return end;
  }

  /** Writes a name in UTF-8; its length, or -1 if it does not fit. */
  private int putName(long at, int room, String name) {
    int length = name.length();
    if (length > room) {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (c >= 0x80) {
        return putEncoded(at, room, name);
      }
      memory.set(JAVA_BYTE, at + i, (byte) c);
    }
    return length;
  }

  private int putEncoded(long at, int room, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > room) {
      return -1;
    }
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at, bytes.length);
    return bytes.length;
  }
}
