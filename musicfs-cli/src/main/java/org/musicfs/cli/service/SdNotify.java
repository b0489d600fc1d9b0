package org.musicfs.cli.service;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the service manager how we are, by the protocol of sd_notify(3): one datagram of {@code
 * NAME=value} lines to the Unix socket that {@code NOTIFY_SOCKET} names. An address that starts
 * with {@code @} is abstract: its first byte is zero and no file stands for it. The JDK has no Unix
 * datagram sockets, so libc's are called. Each message takes a socket of its own; any thread.
 */
public final class SdNotify {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** {@code struct sockaddr_un}: a short family, then 108 bytes of path. */
  private static final int FAMILY_BYTES = 2;

  private static final int PATH_BYTES = 108;

  private final Optional<byte[]> address;

  private SdNotify(Optional<byte[]> address) {
    this.address = address;
  }

  /** To the socket that the variables name; to nobody where they name none. */
  public static SdNotify from(Map<String, String> variables) {
    return new SdNotify(
        Optional.ofNullable(variables.get("NOTIFY_SOCKET"))
            .filter(name -> name.startsWith("/") || name.startsWith("@"))
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .filter(bytes -> bytes.length < PATH_BYTES));
  }

  /** Whether somebody listens. */
  public boolean enabled() {
    return address.isPresent();
  }

  /** The mount answers. */
  public void ready(String status) throws IOException {
    send("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=" + line(status));
  }

  /** What is going on, for {@code systemctl status}. */
  public void status(String status) throws IOException {
    send("STATUS=" + line(status));
  }

  /** The service is going down. */
  public void stopping() throws IOException {
    send("STOPPING=1");
  }

  /**
   * Sends one message; does nothing where nobody listens.
   *
   * @param message lines of {@code NAME=value}
   * @throws IOException if the socket is gone or does not take it
   */
  void send(String message) throws IOException {
    if (address.isEmpty()) {
      return;
    }
    byte[] name = address.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(FAMILY_BYTES + PATH_BYTES);
      target.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, target, JAVA_BYTE, FAMILY_BYTES, name.length);
      // An abstract name ends with the address's length, a path with its zero byte.
      int length = FAMILY_BYTES + name.length + 1;
      if (name[0] == '@') {
        target.set(JAVA_BYTE, FAMILY_BYTES, (byte) 0);
        length--;
      }
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      new Libc(arena).send(arena.allocateFrom(JAVA_BYTE, bytes), bytes.length, target, length);
    }
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  /** The three functions, looked up when the first message is sent. */
  private static final class Libc {
    private static final String ERRNO = "errno";

    private final MemorySegment state;
    private final MethodHandle socket;
    private final MethodHandle sendto;
    private final MethodHandle close;
    private final VarHandle errno;

    Libc(Arena arena) {
      Linker linker = Linker.nativeLinker();
      Linker.Option capture = Linker.Option.captureCallState(ERRNO);
      state = arena.allocate(Linker.Option.captureStateLayout());
      errno =
          Linker.Option.captureStateLayout()
              .varHandle(MemoryLayout.PathElement.groupElement(ERRNO));
      socket =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("socket"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
              capture);
      sendto =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("sendto"),
              FunctionDescriptor.of(
                  JAVA_LONG,
                  JAVA_INT,
                  java.lang.foreign.ValueLayout.ADDRESS,
                  JAVA_LONG,
                  JAVA_INT,
                  java.lang.foreign.ValueLayout.ADDRESS,
                  JAVA_INT),
              capture);
      close =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("close"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    void send(MemorySegment message, long messageBytes, MemorySegment target, int targetBytes)
        throws IOException {
      try {
        int descriptor = (int) socket.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) {
          throw failure("socket");
        }
        try {
          long sent =
              (long)
                  sendto.invokeExact(
                      state, descriptor, message, messageBytes, MSG_NOSIGNAL, target, targetBytes);
          if (sent != messageBytes) {
            throw failure("sendto");
          }
        } finally {
          int ignored = (int) close.invokeExact(descriptor);
        }
      } catch (IOException | RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e); // A downcall declares Throwable and throws none.
      }
    }

    private IOException failure(String function) {
      return new IOException(
          "NOTIFY_SOCKET: " + function + " failed, errno " + (int) errno.get(state, 0L));
    }
  }
}
