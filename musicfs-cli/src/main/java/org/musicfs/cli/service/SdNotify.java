package org.musicfs.cli.service;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.sys.CLibrary;
import org.musicfs.core.sys.Errno;

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

  /** The mount answers. */
  public void ready(String status) throws IOException {
    send("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=" + line(status));
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
      Socket.send(arena, message.getBytes(StandardCharsets.UTF_8), target, length);
    }
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  /** The three functions, looked up when the first message is sent. */
  private static final class Socket {
    private static final MethodHandle SOCKET =
        CLibrary.failing("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO =
        CLibrary.failing(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE =
        CLibrary.plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Socket() {}

    static void send(Arena arena, byte[] message, MemorySegment target, int targetBytes)
        throws IOException {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message);
      try {
        int descriptor = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) {
          throw failure(state, "socket");
        }
        try {
          long sent =
              (long)
                  SENDTO.invokeExact(
                      state,
                      descriptor,
                      bytes,
                      bytes.byteSize(),
                      MSG_NOSIGNAL,
                      target,
                      targetBytes);
          if (sent != message.length) {
            throw failure(state, "sendto");
          }
        } finally {
          int ignored = (int) CLOSE.invokeExact(descriptor);
        }
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw CLibrary.unexpected(e);
      }
    }

    private static IOException failure(MemorySegment state, String function) {
      return new IOException(
          "NOTIFY_SOCKET: " + function + " failed: " + Errno.text(CLibrary.errno(state)));
    }
  }
}
