package org.musicfs.fuse.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.musicfs.fuse.protocol.Layouts.IN_HEADER;
import static org.musicfs.fuse.protocol.Layouts.U32;
import static org.musicfs.fuse.protocol.Layouts.U64;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * One request, as it lies in the memory it was read into: {@code struct fuse_in_header}, then the
 * struct of its opcode, then names. The object is used again for the next request in the same
 * memory. Confined to one thread.
 *
 * <pre>
 * fuse_in_header     len u32, opcode u32, unique u64, nodeid u64, uid u32, gid u32, pid u32,
 *                    total_extlen u16, padding u16
 * </pre>
 */
public final class Request {
  private final MemorySegment memory;
  private int length;

  /**
   * @param memory requests are read into; at least 8 KiB, as the kernel demands
   */
  public Request(MemorySegment memory) {
    this.memory = memory;
  }

  /** The memory to read the next request into. */
  public MemorySegment memory() {
    return memory;
  }

  /**
   * Takes what has been read.
   *
   * @param bytes that were read
   * @return whether it is a whole request
   */
  public boolean accept(int bytes) {
    length = bytes;
    return bytes >= IN_HEADER && memory.get(U32, 0) == bytes;
  }

  public int opcode() {
    return memory.get(U32, 4);
  }

  /** Names the request; answered with the reply, whatever its bits. */
  public long unique() {
    return memory.get(U64, 8);
  }

  public long nodeId() {
    return memory.get(U64, 16);
  }

  /** The process that asks; 0 for the kernel itself, or one in another pid namespace. */
  public int pid() {
    return memory.get(U32, 32);
  }

  /** Bytes after the header. */
  public int bodyBytes() {
    return length - IN_HEADER;
  }

  /** A 32-bit field of the opcode's struct; 0 if the request is too short for it. */
  int u32(int offset) {
    return offset + 4 > bodyBytes() ? 0 : memory.get(U32, IN_HEADER + (long) offset);
  }

  /** A 64-bit field of the opcode's struct; 0 if the request is too short for it. */
  long u64(int offset) {
    return offset + 8 > bodyBytes() ? 0 : memory.get(U64, IN_HEADER + (long) offset);
  }

  /**
   * The name that stands at this offset of the body, up to its zero byte or the request's end.
   * Bytes that are not UTF-8 become U+FFFD, which no name in the tree contains.
   */
  public String name(int offset) {
    int start = IN_HEADER + offset;
    int end = start;
    while (end < length && memory.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    byte[] bytes = new byte[Math.max(0, end - start)];
    MemorySegment.copy(memory, JAVA_BYTE, start, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Bytes of the name at this offset of the body. */
  public int nameBytes(int offset) {
    int start = IN_HEADER + offset;
    int end = start;
    while (end < length && memory.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return Math.max(0, end - start);
  }

  // struct fuse_open_in: flags u32, open_flags u32

  /** Flags of open(2). */
  public int openFlags() {
    return u32(0);
  }

  // struct fuse_read_in: fh u64, offset u64, size u32, read_flags u32, lock_owner u64, flags u32
  // (READ, READDIR and READDIRPLUS)

  /** The handle of READ, READDIR, RELEASE and LSEEK. */
  public long handle() {
    return u64(0);
  }

  /** Where to read, or what a listing goes on after. */
  public long offset() {
    return u64(8);
  }

  /** Most bytes the answer may have; 0 or more. */
  public int size() {
    return Math.max(0, u32(16));
  }

  // struct fuse_access_in: mask u32

  public int accessMask() {
    return u32(0);
  }

  // struct fuse_getxattr_in: size u32, padding u32, then the name (GETXATTR)

  /** Room for the value; 0 to ask for its length. */
  public int xattrSize() {
    return Math.max(0, u32(0));
  }

  public String xattrName() {
    return name(8);
  }

  // struct fuse_lseek_in: fh u64, offset u64, whence u32

  public int whence() {
    return u32(16);
  }

  // struct fuse_interrupt_in: unique u64

  /** The request that is to end. */
  public long interrupted() {
    return u64(0);
  }

  // struct fuse_init_in: major u32, minor u32, max_readahead u32, flags u32, flags2 u32

  /** What the kernel offers, of INIT. */
  public Init.Offer initOffer() {
    long low = Integer.toUnsignedLong(u32(12));
    long high = (low & Init.INIT_EXT) == 0 ? 0 : Integer.toUnsignedLong(u32(16));
    return new Init.Offer(u32(0), u32(4), u32(8), low | high << 32);
  }
}
