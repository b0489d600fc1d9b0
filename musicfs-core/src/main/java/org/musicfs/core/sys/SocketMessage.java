package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code struct msghdr} of 64-bit Linux with what it points at: one piece of bytes, and control
 * messages, each a {@code struct cmsghdr} (length with itself, level, type) and its data, padded to
 * 8 bytes. Confined to one call.
 */
final class SocketMessage {
  /** SCM_MAX_FD of the kernel. */
  static final int MOST_DESCRIPTORS = 253;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;

  private static final long HEADER_BYTES = 56;
  private static final long NAME = 0;
  private static final long NAME_LENGTH = 8;
  private static final long PIECES = 16;
  private static final long PIECES_COUNT = 24;
  private static final long CONTROL = 32;
  private static final long CONTROL_LENGTH = 40;

  private static final long CONTROL_HEADER_BYTES = 16;
  private static final long CONTROL_LEVEL = 8;
  private static final long CONTROL_TYPE = 12;

  /** {@code struct ucred}: pid, uid, gid. */
  private static final long CREDENTIALS_BYTES = 12;

  private final MemorySegment header;
  private final MemorySegment bytes;
  private final MemorySegment control;

  private SocketMessage(Arena arena, MemorySegment bytes, MemorySegment control) {
    this.bytes = bytes;
    this.control = control;
    MemorySegment piece = arena.allocate(16, 8);
    piece.set(ADDRESS, 0, bytes);
    piece.set(JAVA_LONG, 8, bytes.byteSize());
    header = arena.allocate(HEADER_BYTES, 8);
    header.set(ADDRESS, PIECES, piece);
    header.set(JAVA_LONG, PIECES_COUNT, 1);
    header.set(ADDRESS, CONTROL, control);
    header.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
  }

  /**
   * A message to send.
   *
   * @param target {@code struct sockaddr_un}, or NULL on a connected socket
   */
  static SocketMessage toSend(
      Arena arena, byte[] message, List<Integer> descriptors, MemorySegment target) {
    MemorySegment control = MemorySegment.NULL;
    if (!descriptors.isEmpty()) {
      long data = descriptors.size() * JAVA_INT.byteSize();
      control = arena.allocate(padded(CONTROL_HEADER_BYTES + data), 8);
      control.set(JAVA_LONG, 0, CONTROL_HEADER_BYTES + data);
      control.set(JAVA_INT, CONTROL_LEVEL, SOL_SOCKET);
      control.set(JAVA_INT, CONTROL_TYPE, SCM_RIGHTS);
      for (int i = 0; i < descriptors.size(); i++) {
        control.set(JAVA_INT, CONTROL_HEADER_BYTES + 4L * i, descriptors.get(i));
      }
    }
    SocketMessage result =
        new SocketMessage(arena, arena.allocateFrom(JAVA_BYTE, message), control);
    result.header.set(ADDRESS, NAME, target);
    result.header.set(JAVA_INT, NAME_LENGTH, (int) target.byteSize());
    return result;
  }

  /** Room for a message of at most {@code limitBytes}. */
  static SocketMessage toReceive(Arena arena, int limitBytes) {
    long rights = padded(CONTROL_HEADER_BYTES + 4L * MOST_DESCRIPTORS);
    long credentials = padded(CONTROL_HEADER_BYTES + CREDENTIALS_BYTES);
    return new SocketMessage(
        arena, arena.allocate(limitBytes), arena.allocate(rights + credentials, 8));
  }

  /** For sendmsg(2) and recvmsg(2). */
  MemorySegment header() {
    return header;
  }

  /** What recvmsg(2) put here. */
  UnixSocket.Message received(int length) {
    List<Integer> descriptors = new ArrayList<>();
    int pid = 0;
    long end = header.get(JAVA_LONG, CONTROL_LENGTH);
    long next;
    for (long at = 0; at + CONTROL_HEADER_BYTES <= end; at = next) {
      long bytesOfThis = control.get(JAVA_LONG, at);
      next = at + padded(Math.max(CONTROL_HEADER_BYTES, bytesOfThis));
      if (control.get(JAVA_INT, at + CONTROL_LEVEL) != SOL_SOCKET) {
        continue;
      }
      int type = control.get(JAVA_INT, at + CONTROL_TYPE);
      if (type == SCM_CREDENTIALS) {
        pid = control.get(JAVA_INT, at + CONTROL_HEADER_BYTES);
      } else if (type == SCM_RIGHTS) {
        for (long i = at + CONTROL_HEADER_BYTES; i + 4 <= at + bytesOfThis; i += 4) {
          descriptors.add(control.get(JAVA_INT, i));
        }
      }
    }
    byte[] text = bytes.asSlice(0, length).toArray(JAVA_BYTE);
    return new UnixSocket.Message(new String(text, StandardCharsets.UTF_8), descriptors, pid);
  }

  private static long padded(long bytes) {
    return bytes + 7 & ~7L;
  }
}
