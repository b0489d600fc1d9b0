package org.musicfs.fuse.handover;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.musicfs.core.sys.SharedMemory;
import org.musicfs.fuse.fs.OpenHandles;
import org.musicfs.fuse.protocol.Init;

/**
 * What the next process must know of a mount, in memory that outlives this one. INIT is negotiated
 * once for a connection, so its outcome is here; the rest are counts that nobody else keeps.
 * Written in place at any moment, so a process that is killed leaves it as it was at its last
 * instant. Thread-safe.
 *
 * <pre>
 * at   bytes
 * 0    8     the characters MFSMNT02
 * 8    4     minor version of the protocol
 * 12   4     largest read
 * 16   8     capabilities in use
 * 24   4     largest read-ahead
 * 28   4     1 if the last process answered every request it had taken, else 0
 * 32   8     files that are open
 * 40   8     zero
 * 48   16    the mount's device, major:minor as the mount table shows it, padded with zeros
 * 64   4     bytes of the mountpoint
 * 68   4024  the mountpoint, absolute, UTF-8
 * 4096 8192  {@link CountedRequests}
 * 12288      {@link OpenInodes}
 * </pre>
 */
public final class MountState implements OpenHandles {
  private static final byte[] MAGIC = "MFSMNT02".getBytes(StandardCharsets.US_ASCII);
  private static final long MINOR = 8;
  private static final long MAX_READ = 12;
  private static final long FLAGS = 16;
  private static final long READAHEAD = 24;
  private static final long DRAINED = 28;
  private static final long HANDLES = 32;
  private static final long DEVICE = 48;
  private static final int DEVICE_BYTES = 16;
  private static final long MOUNTPOINT_LENGTH = 64;
  private static final long MOUNTPOINT = 68;
  private static final int MOUNTPOINT_BYTES = 4024;
  private static final long COUNTED = 4096;
  private static final long INODES = COUNTED + CountedRequests.BYTES;
  private static final long BYTES = INODES + OpenInodes.BYTES;

  private static final VarHandle COUNT = JAVA_LONG.varHandle();

  private final SharedMemory shared;
  private final MemorySegment memory;

  private MountState(SharedMemory shared) {
    this.shared = shared;
    this.memory = shared.memory();
  }

  /**
   * The state of a connection that has just begun.
   *
   * @param device of the mount, as the mount table shows it
   * @throws IOException if the system has no memory or no descriptor left
   */
  public static MountState create(Init.Agreement agreement, String mountpoint, String device)
      throws IOException {
    MountState state = new MountState(SharedMemory.create("musicfs-mount", BYTES, Arena.global()));
    MemorySegment memory = state.memory;
    memory.set(JAVA_INT, MINOR, agreement.minor());
    memory.set(JAVA_INT, MAX_READ, agreement.maxReadBytes());
    memory.set(JAVA_LONG, FLAGS, agreement.flags());
    memory.set(JAVA_INT, READAHEAD, agreement.maxReadahead());
    state.put(DEVICE, DEVICE_BYTES, device);
    memory.set(JAVA_INT, MOUNTPOINT_LENGTH, state.put(MOUNTPOINT, MOUNTPOINT_BYTES, mountpoint));
    MemorySegment.copy(MAGIC, 0, memory, JAVA_BYTE, 0, MAGIC.length);
    return state;
  }

  private int put(long at, int limit, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > limit) {
      throw new IOException("too long to be handed over: " + text);
    }
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at, bytes.length);
    return bytes.length;
  }

  /**
   * What another process left behind.
   *
   * @param descriptor becomes this object's
   * @return empty if it is none of ours, or of another version of this format
   * @throws IOException if it cannot be mapped
   */
  public static Optional<MountState> open(int descriptor) throws IOException {
    SharedMemory shared = SharedMemory.map(descriptor, Arena.global());
    if (shared.memory().byteSize() != BYTES
        || shared.memory().asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
      return Optional.empty();
    }
    return Optional.of(new MountState(shared));
  }

  /** To be kept beside the connection's descriptors. */
  public int descriptor() {
    return shared.descriptor();
  }

  /** What was negotiated when the connection began. */
  public Init.Agreement agreement() {
    return new Init.Agreement(
        memory.get(JAVA_INT, MINOR),
        memory.get(JAVA_INT, READAHEAD),
        memory.get(JAVA_LONG, FLAGS),
        memory.get(JAVA_INT, MAX_READ));
  }

  public String mountpoint() {
    int length = Math.clamp(memory.get(JAVA_INT, MOUNTPOINT_LENGTH), 0, MOUNTPOINT_BYTES);
    byte[] bytes = memory.asSlice(MOUNTPOINT, length).toArray(JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** As the mount table shows it. */
  public String device() {
    byte[] bytes = memory.asSlice(DEVICE, DEVICE_BYTES).toArray(JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
  }

  /** Whether the last process answered everything it had taken. */
  public boolean isDrained() {
    return memory.get(JAVA_INT, DRAINED) == 1;
  }

  /** Says that nothing is left unanswered, or that requests are being taken. */
  public void setDrained(boolean drained) {
    memory.set(JAVA_INT, DRAINED, drained ? 1 : 0);
  }

  /** The opens and releases that were counted last. */
  public CountedRequests counted() {
    return new CountedRequests(memory.asSlice(COUNTED, CountedRequests.BYTES));
  }

  /** The inodes that are open, where the kernel may read backing files. */
  public OpenInodes inodes() {
    return new OpenInodes(memory.asSlice(INODES, OpenInodes.BYTES));
  }

  @Override
  public void add(int change) {
    long ignored = (long) COUNT.getAndAdd(memory, HANDLES, (long) change);
  }

  @Override
  public long count() {
    return Math.max(0, (long) COUNT.getVolatile(memory, HANDLES));
  }
}
