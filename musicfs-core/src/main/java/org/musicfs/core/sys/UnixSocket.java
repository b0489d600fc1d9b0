package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Unix socket that carries descriptors beside bytes (unix(7), SCM_RIGHTS); the JDK's carry none,
 * and it has no datagram sockets at all. An address is a path, or a name after {@code @}: abstract,
 * for which no file stands and which is gone with its socket. All descriptors are closed on exec.
 *
 * <p>Platform threads only, several at once; not to be closed while one of them is in a call.
 */
public final class UnixSocket implements AutoCloseable {
  /** {@code struct sockaddr_un}: a short family, then at most this many bytes of path. */
  private static final int PATH_BYTES = 108;

  private static final int FAMILY_BYTES = 2;
  private static final int AF_UNIX = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PASSCRED = 16;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final short POLLIN = 1;

  private final int descriptor;

  private UnixSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Whether messages keep their bounds. */
  public enum Kind {
    STREAM(1),
    DATAGRAM(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** Two sockets connected to each other. */
  public record Pair(UnixSocket first, UnixSocket second) {}

  /**
   * What arrived.
   *
   * @param text what was sent, as UTF-8; empty at the end of a stream
   * @param descriptors open, closed on exec, in the order of the sender; whoever receives the
   *     message closes them
   * @param pid the sender's process, told by the kernel; 0 unless {@link #tellSenders} was called
   */
  public record Message(String text, List<Integer> descriptors, int pid) {
    public Message {
      descriptors = List.copyOf(descriptors);
    }
  }

  /** Whether this is an address that the system takes: a path or abstract, and not too long. */
  public static boolean isAddress(String text) {
    return (text.startsWith("/") || text.startsWith("@"))
        && text.getBytes(StandardCharsets.UTF_8).length < PATH_BYTES;
  }

  /**
   * Two new sockets, connected.
   *
   * @throws IOException if there are no more descriptors
   */
  public static Pair pair(Kind kind) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_INT, 2);
      int type = kind.number | SOCK_CLOEXEC;
      check("socketpair", Functions.SOCKETPAIR.call(AF_UNIX, type, 0, both.address()));
      return new Pair(
          new UnixSocket(both.getAtIndex(JAVA_INT, 0)),
          new UnixSocket(both.getAtIndex(JAVA_INT, 1)));
    }
  }

  /** The socket with this descriptor, which this process inherited; closes it in its turn. */
  public static UnixSocket inherited(int descriptor) {
    return new UnixSocket(descriptor);
  }

  /**
   * A new datagram socket without an address.
   *
   * @throws IOException if there are no more descriptors
   */
  public static UnixSocket datagram() throws IOException {
    int descriptor = Functions.SOCKET.call(AF_UNIX, Kind.DATAGRAM.number | SOCK_CLOEXEC, 0);
    check("socket", descriptor);
    return new UnixSocket(descriptor);
  }

  /**
   * A new datagram socket that receives what is sent to {@code address}.
   *
   * @throws IOException if the address is taken, or its directory cannot be written
   * @throws IllegalArgumentException if it is none
   */
  public static UnixSocket bound(String address) throws IOException {
    UnixSocket socket = datagram();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = sockaddr(arena, address);
      check(
          "bind to " + address,
          Functions.BIND.call(socket.descriptor, name.address(), name.byteSize()));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Its own descriptor. */
  public int descriptor() {
    return descriptor;
  }

  /**
   * Messages received from now on tell their sender's process. Messages of processes outside this
   * one's pid namespace tell 0.
   */
  public void tellSenders() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
      check(
          "setsockopt",
          Functions.SETSOCKOPT.call(
              descriptor, SOL_SOCKET, SO_PASSCRED, on.address(), on.byteSize()));
    }
  }

  /**
   * Sends one datagram, waiting while the receiver's queue is full.
   *
   * @param message more than 0 bytes
   * @param descriptors stay open here; at most 253
   * @throws IOException if nobody listens there, or the message is too long
   * @throws IllegalArgumentException if it is no address
   */
  public void send(String address, byte[] message, List<Integer> descriptors) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      send(arena, "send to " + address, message, descriptors, sockaddr(arena, address));
    }
  }

  /** Sends to the other one of a pair; else as {@link #send(String, byte[], List)}. */
  public void send(byte[] message, List<Integer> descriptors) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      send(arena, "send", message, descriptors, MemorySegment.NULL);
    }
  }

  private void send(
      Arena arena, String what, byte[] message, List<Integer> descriptors, MemorySegment target)
      throws IOException {
    SocketMessage out = SocketMessage.toSend(arena, message, descriptors, target);
    long sent;
    do {
      sent = Functions.SENDMSG.callLong(descriptor, out.header().address(), MSG_NOSIGNAL);
    } while (sent == -Errno.EINTR);
    check(what, sent);
    if (sent != message.length) {
      throw new IOException(what + ": only " + sent + " of " + message.length + " bytes went");
    }
  }

  /**
   * Waits for the next message, however long: a datagram, or the bytes of a stream up to and
   * including those that came with descriptors.
   *
   * @param limitBytes what is longer is cut off
   * @throws IOException if it cannot be received
   */
  public Message receive(int limitBytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SocketMessage in = SocketMessage.toReceive(arena, limitBytes);
      long received;
      do {
        received = Functions.RECVMSG.callLong(descriptor, in.header().address(), MSG_CMSG_CLOEXEC);
      } while (received == -Errno.EINTR);
      check("receive", received);
      return in.received((int) received);
    }
  }

  /** As {@link #receive(int)}, and empty if nothing arrives within {@code patience}. */
  public Optional<Message> receive(int limitBytes, Duration patience) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      // struct pollfd: int fd, short events, short revents.
      MemorySegment one = arena.allocate(8, 4);
      one.set(JAVA_INT, 0, descriptor);
      one.set(JAVA_SHORT, 4, POLLIN);
      long end = System.nanoTime() + patience.toNanos();
      while (true) {
        long millis = Math.clamp((end - System.nanoTime()) / 1_000_000, 0, Integer.MAX_VALUE);
        int ready = Functions.POLL.call(one.address(), 1, millis);
        if (ready > 0) {
          return Optional.of(receive(limitBytes));
        }
        if (ready == 0) {
          return Optional.empty();
        }
        check("poll", ready == -Errno.EINTR ? 0 : ready);
      }
    }
  }

  @Override
  public void close() {
    Descriptor.close(descriptor);
  }

  private static MemorySegment sockaddr(Arena arena, String address) {
    if (!isAddress(address)) {
      throw new IllegalArgumentException("not a socket's address: " + address);
    }
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = name[0] == '@';
    if (isAbstract) {
      name[0] = 0;
    }
    // An abstract name ends with the address's length, a path with its zero byte.
    MemorySegment segment = arena.allocate(FAMILY_BYTES + name.length + (isAbstract ? 0 : 1), 2);
    segment.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, segment, JAVA_BYTE, FAMILY_BYTES, name.length);
    return segment;
  }

  private static void check(String what, long result) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": " + Errno.text((int) -result));
    }
  }

  /** Looked up when the first socket is made. */
  private static final class Functions {
    static final SystemFunction SOCKET = SystemFunction.of("socket");
    static final SystemFunction SOCKETPAIR = SystemFunction.of("socketpair");
    static final SystemFunction BIND = SystemFunction.of("bind");
    static final SystemFunction SETSOCKOPT = SystemFunction.of("setsockopt");
    static final SystemFunction SENDMSG = SystemFunction.of("sendmsg");
    static final SystemFunction RECVMSG = SystemFunction.of("recvmsg");
    static final SystemFunction POLL = SystemFunction.of("poll");

    private Functions() {}
  }
}
