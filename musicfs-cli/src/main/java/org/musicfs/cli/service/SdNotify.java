package org.musicfs.cli.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.sys.UnixSocket;

/**
 * Tells the service manager how we are, by the protocol of sd_notify(3): one datagram of {@code
 * NAME=value} lines to the Unix socket that {@code NOTIFY_SOCKET} names. An address that starts
 * with {@code @} is abstract: its first byte is zero and no file stands for it. Each message takes
 * a socket of its own; any platform thread.
 */
public final class SdNotify {
  /** A field of ours in the message of readiness; systemd ignores names that begin so. */
  public static final String MOUNTPOINT = "X_MUSICFS_MOUNTPOINT";

  private final Optional<String> address;

  private SdNotify(Optional<String> address) {
    this.address = address;
  }

  /** To the socket that the variables name; to nobody where they name none. */
  public static SdNotify from(Map<String, String> variables) {
    return new SdNotify(
        Optional.ofNullable(variables.get("NOTIFY_SOCKET")).filter(UnixSocket::isAddress));
  }

  /** The mount answers. */
  public void ready(String status) throws IOException {
    send(readiness(status));
  }

  /** The mount answers here; our own supervisor wants to know where. */
  public void ready(String status, Path mountpoint) throws IOException {
    send(readiness(status) + "\n" + MOUNTPOINT + "=" + line(mountpoint.toString()));
  }

  private static String readiness(String status) {
    return "READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=" + line(status);
  }

  /** The service is going down. */
  public void stopping() throws IOException {
    send("STOPPING=1");
  }

  /** Whether anybody was named to be told. */
  boolean isNamed() {
    return address.isPresent();
  }

  /**
   * Sends one message; does nothing where nobody listens.
   *
   * @param message lines of {@code NAME=value}
   * @throws IOException if the socket is gone or does not take it
   */
  void send(String message) throws IOException {
    send(message, List.of());
  }

  /** Sends one message with descriptors, which stay open here; else as {@link #send(String)}. */
  void send(String message, List<Integer> descriptors) throws IOException {
    if (address.isEmpty()) {
      return;
    }
    try (UnixSocket socket = UnixSocket.datagram()) {
      socket.send(address.get(), message.getBytes(StandardCharsets.UTF_8), descriptors);
    } catch (IOException e) {
      throw new IOException("NOTIFY_SOCKET: " + e.getMessage(), e);
    }
  }

  /**
   * Returns when the service manager has dealt with everything sent so far: it is given one end of
   * a connection and closes it in its turn (sd_notify_barrier(3)).
   *
   * @throws IOException if the socket is gone, or {@code patience} passed
   */
  void barrier(Duration patience) throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket waiting = pair.first()) {
      try (UnixSocket given = pair.second()) {
        send("BARRIER=1", List.of(given.descriptor()));
      }
      if (waiting.receive(1, patience).isEmpty()) {
        throw new IOException("NOTIFY_SOCKET: the service manager does not answer");
      }
    }
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }
}
