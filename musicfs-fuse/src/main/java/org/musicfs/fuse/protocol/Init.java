package org.musicfs.fuse.protocol;

import static org.musicfs.fuse.protocol.Layouts.U16;
import static org.musicfs.fuse.protocol.Layouts.U32;

import java.lang.foreign.MemorySegment;

/**
 * The negotiation that begins a connection: the kernel offers, we take what we use. Capabilities
 * are bits of one 64-bit word; the kernel sends its upper half only with {@code INIT_EXT}.
 */
public final class Init {
  /** The protocol's major number; another one cannot be spoken. */
  public static final int MAJOR = 7;

  /** The oldest minor number spoken: Linux 5.4. */
  public static final int OLDEST_MINOR = 31;

  /** The newest minor number spoken. */
  public static final int NEWEST_MINOR = 45;

  /** From here on FUSE_NOTIFY_INC_EPOCH is understood: Linux 6.16. */
  public static final int EPOCH_MINOR = 44;

  public static final long ASYNC_READ = 1L;
  public static final long AUTO_INVAL_DATA = 1L << 12;
  public static final long DO_READDIRPLUS = 1L << 13;
  public static final long READDIRPLUS_AUTO = 1L << 14;
  public static final long PARALLEL_DIROPS = 1L << 18;
  public static final long MAX_PAGES = 1L << 22;
  public static final long CACHE_SYMLINKS = 1L << 23;
  public static final long NO_OPENDIR_SUPPORT = 1L << 24;
  public static final long EXPLICIT_INVAL_DATA = 1L << 25;
  public static final long INIT_EXT = 1L << 30;
  public static final long PASSTHROUGH = 1L << 37;
  public static final long HAS_RESEND = 1L << 39;

  /**
   * What is used if offered. Not ASYNC_DIO: an O_DIRECT read would wait for its parts without
   * hearing a signal. EXPLICIT_INVAL_DATA: pages go only when told, since a kernel inode is a
   * version and its bytes never change.
   */
  private static final long WANTED =
      ASYNC_READ
          | DO_READDIRPLUS
          | READDIRPLUS_AUTO
          | PARALLEL_DIROPS
          | MAX_PAGES
          | CACHE_SYMLINKS
          | NO_OPENDIR_SUPPORT
          | EXPLICIT_INVAL_DATA
          | INIT_EXT
          | HAS_RESEND;

  /** Requests of read-ahead that may wait at a time: one hung origin must not hold up the rest. */
  private static final int MAX_BACKGROUND = 64;

  private static final int CONGESTION_THRESHOLD = 48;

  /** Nothing is written; the least the kernel accepts. */
  private static final int MAX_WRITE = 4096;

  /** {@code struct fuse_init_out}. */
  private static final int BYTES = 64;

  private Init() {}

  /**
   * What the kernel offers.
   *
   * @param flags capabilities
   */
  public record Offer(int major, int minor, int maxReadahead, long flags) {
    /** Whether it can be spoken with. */
    public boolean isSpoken() {
      return major == MAJOR && minor >= OLDEST_MINOR;
    }
  }

  /**
   * What both sides go by.
   *
   * @param minor of the protocol
   * @param flags capabilities in use
   * @param maxReadBytes largest READ
   */
  public record Agreement(int minor, int maxReadahead, long flags, int maxReadBytes) {
    /** Whether a capability is in use. */
    public boolean has(long flag) {
      return (flags & flag) != 0;
    }

    /** Whether everything can be declared stale at once. */
    public boolean hasEpoch() {
      return minor >= EPOCH_MINOR;
    }
  }

  /**
   * What to answer.
   *
   * @param maxReadBytes largest READ wanted
   * @param passthrough whether the kernel may read backing files by itself
   */
  public static Agreement agree(Offer offer, int maxReadBytes, boolean passthrough) {
    long wanted = passthrough ? WANTED | PASSTHROUGH : WANTED;
    return new Agreement(
        Math.min(offer.minor(), NEWEST_MINOR),
        Math.max(offer.maxReadahead(), maxReadBytes),
        offer.flags() & wanted,
        maxReadBytes);
  }

  /**
   * Writes {@code struct fuse_init_out}: major u32, minor u32, max_readahead u32, flags u32,
   * max_background u16, congestion_threshold u16, max_write u32, time_gran u32, max_pages u16,
   * map_alignment u16, flags2 u32, max_stack_depth u32, request_timeout u16, unused u16[11].
   *
   * @param pageBytes of this machine
   * @return its length
   */
  static int write(MemorySegment to, long at, Agreement agreement, int pageBytes) {
    to.asSlice(at, BYTES).fill((byte) 0);
    to.set(U32, at, MAJOR);
    to.set(U32, at + 4, agreement.minor());
    to.set(U32, at + 8, agreement.maxReadahead());
    to.set(U32, at + 12, (int) agreement.flags());
    to.set(U16, at + 16, (short) MAX_BACKGROUND);
    to.set(U16, at + 18, (short) CONGESTION_THRESHOLD);
    to.set(U32, at + 20, MAX_WRITE);
    to.set(U32, at + 24, 1);
    to.set(U16, at + 28, (short) Math.max(1, agreement.maxReadBytes() / pageBytes));
    to.set(U32, at + 32, (int) (agreement.flags() >>> 32));
    to.set(U32, at + 36, agreement.has(PASSTHROUGH) ? 1 : 0);
    return BYTES;
  }
}
