package org.musicfs.fuse.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.musicfs.fuse.protocol.Layouts.OUT_HEADER;
import static org.musicfs.fuse.protocol.Layouts.U32;
import static org.musicfs.fuse.protocol.Layouts.U64;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel is told unasked: a {@code struct fuse_out_header} with {@code unique} 0 and the
 * code in the error field, then the struct of the code. Confined to one thread.
 */
public final class Notice {
  /** Most bytes a notice takes: a name of 255 bytes and its zero byte. */
  public static final int BYTES = OUT_HEADER + 16 + 256;

  private static final int INVAL_INODE = 2;
  private static final int INVAL_ENTRY = 3;
  private static final int RESEND = 7;
  private static final int INC_EPOCH = 8;

  private final MemorySegment memory;

  /**
   * @param memory at least {@link #BYTES}
   */
  public Notice(MemorySegment memory) {
    this.memory = memory;
  }

  public MemorySegment memory() {
    return memory;
  }

  /**
   * A name leads to something else now. {@code struct fuse_notify_inval_entry_out}: parent u64,
   * namelen u32, flags u32, then the name and a zero byte. No flag: with FUSE_EXPIRE_ONLY a look-up
   * that revalidates the name meanwhile would make an older answer last.
   *
   * @return the notice's length
   * @throws IllegalArgumentException if the name is longer than 255 bytes
   */
  public int invalidateEntry(long parentNodeId, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (OUT_HEADER + 16 + bytes.length + 1 > BYTES) {
      throw new IllegalArgumentException("a name of " + bytes.length + " bytes");
    }
    memory.set(U64, OUT_HEADER, parentNodeId);
    memory.set(U32, OUT_HEADER + 8L, bytes.length);
    memory.set(U32, OUT_HEADER + 12L, 0);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, OUT_HEADER + 16L, bytes.length);
    memory.set(JAVA_BYTE, OUT_HEADER + 16L + bytes.length, (byte) 0);
    return header(INVAL_ENTRY, 16 + bytes.length + 1);
  }

  /**
   * A directory's attributes and its listing are stale. {@code struct fuse_notify_inval_inode_out}:
   * ino u64, off s64, len s64; from offset 0 to the end, which is what a cached listing is kept in.
   *
   * @return the notice's length
   */
  public int invalidateDirectory(long nodeId) {
    memory.set(U64, OUT_HEADER, nodeId);
    memory.set(U64, OUT_HEADER + 8L, 0);
    memory.set(U64, OUT_HEADER + 16L, 0);
    return header(INVAL_INODE, 24);
  }

  /**
   * Every name must be looked up again; needs {@link Init.Agreement#hasEpoch}.
   *
   * @return the notice's length
   */
  public int everyEntry() {
    return header(INC_EPOCH, 0);
  }

  /**
   * What another process has read and not answered is to be sent again; needs {@link
   * Init#HAS_RESEND}.
   *
   * @return the notice's length
   */
  public int resend() {
    return header(RESEND, 0);
  }

  private int header(int code, int payloadBytes) {
    memory.set(U32, 0, OUT_HEADER + payloadBytes);
    memory.set(U32, 4, code);
    memory.set(U64, 8, 0);
    return OUT_HEADER + payloadBytes;
  }
}
