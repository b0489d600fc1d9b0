package org.musicfs.origin.sftp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.BufferedIoOutputStream;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelAsyncOutputStream;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sftp} subsystem of one SSH session: requests go out at once and never block, answers
 * find their request by its number, in any order. Thread-safe. Futures complete on the session's
 * I/O thread.
 *
 * <p>MINA's own client waits for one answer before the next request, or for one request to be sent
 * before the next, without a deadline of the caller's; hence this one.
 */
final class SftpChannel extends ChannelSubsystem {
  /** More than any answer to what we ask: DATA of 256 KiB, a hundred names with attributes. */
  private static final int MAX_PACKET_BYTES = 1 << 20;

  private static final int HEADER_BYTES = 9;

  private final ConcurrentHashMap<Integer, CompletableFuture<Answer>> waiting =
      new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final CompletableFuture<Buffer> version = new CompletableFuture<>();
  private final Buffer incomplete = new ByteArrayBuffer();
  private volatile long receivedNanos = System.nanoTime();
  private volatile @Nullable IoOutputStream requests;

  /**
   * An answer.
   *
   * @param type {@link Protocol#STATUS} and the like
   * @param body what follows the request's number
   */
  record Answer(int type, Buffer body) {}

  SftpChannel() {
    super("sftp");
    onClose(() -> failAll(SftpFailure.lost("the connection was lost", null)));
  }

  @Override
  protected void doOpen() throws IOException {
    Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
    request.putUInt(getRecipient());
    request.putString(Channel.CHANNEL_SUBSYSTEM);
    request.putBoolean(true);
    request.putString(getSubsystem());
    addPendingRequest(Channel.CHANNEL_SUBSYSTEM, true);
    writePacket(request);
    setStreaming(Streaming.Async);
    asyncIn = new ChannelAsyncOutputStream(this, SshConstants.SSH_MSG_CHANNEL_DATA);
    requests =
        new BufferedIoOutputStream(
            "sftp", getChannelId(), asyncIn, Integer.MAX_VALUE, Duration.ofMillis(1));
    setOut(new Incoming());
    setErr(OutputStream.nullOutputStream());
  }

  /** Says hello; the server's extensions, as pairs of strings, when it has answered. */
  CompletableFuture<Buffer> hello() {
    Buffer packet = new ByteArrayBuffer(HEADER_BYTES);
    packet.putInt(5);
    packet.putByte((byte) Protocol.INIT);
    packet.putInt(Protocol.VERSION);
    write(packet);
    return version;
  }

  /**
   * Sends a request.
   *
   * @param arguments what follows the request's number
   * @return fails with {@link SftpFailure}, {@code LOST} when the connection is
   */
  CompletableFuture<Answer> send(int type, Buffer arguments) {
    int id = lastId.incrementAndGet();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    int length = arguments.available();
    Buffer packet = new ByteArrayBuffer(HEADER_BYTES + length);
    packet.putInt(length + 5L);
    packet.putByte((byte) type);
    packet.putInt(id);
    packet.putBuffer(arguments);
    write(packet);
    return answer;
  }

  /** When anything arrived last, on the clock of {@link System#nanoTime}. */
  long receivedNanos() {
    return receivedNanos;
  }

  private void write(Buffer packet) {
    IoOutputStream out = requests;
    if (out == null || !isOpen()) {
      failAll(SftpFailure.lost("the connection was lost", null));
      return;
    }
    try {
      out.writeBuffer(packet)
          .addListener(
              written -> {
                if (!written.isWritten()) {
                  breakOff(SftpFailure.lost("the connection was lost", written.getException()));
                }
              });
    } catch (IOException | RuntimeException e) {
      breakOff(SftpFailure.lost("the connection was lost", e));
    }
    if (!isOpen()) {
      // It may have been closed between the question above and the entry into the table.
      failAll(SftpFailure.lost("the connection was lost", null));
    }
  }

  private void breakOff(SftpFailure failure) {
    failAll(failure);
    getSession().close(true);
  }

  private void failAll(SftpFailure failure) {
    version.completeExceptionally(failure);
    for (Integer id : new ArrayList<>(waiting.keySet())) {
      CompletableFuture<Answer> answer = waiting.remove(id);
      if (answer != null) {
        answer.completeExceptionally(failure);
      }
    }
  }

  /** Takes one packet without its length. */
  private void received(Buffer packet) throws SftpFailure {
    int type = packet.getUByte();
    if (type == Protocol.VERSION_REPLY) {
      int theirs = packet.getInt();
      if (theirs < Protocol.VERSION) {
        throw SftpFailure.garbled("the server speaks SFTP " + theirs + " only", null);
      }
      version.complete(packet);
      return;
    }
    CompletableFuture<Answer> answer = waiting.remove(packet.getInt());
    if (answer != null) {
      answer.complete(new Answer(type, packet));
    }
  }

  /** Cuts what arrives into packets. Called by one thread at a time. */
  private final class Incoming extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      receivedNanos = System.nanoTime();
      incomplete.putRawBytes(bytes, offset, length);
      try {
        while (incomplete.available() >= Integer.BYTES) {
          int start = incomplete.rpos();
          int size = incomplete.getInt();
          if (size < 5 || size > MAX_PACKET_BYTES) {
            throw SftpFailure.garbled(
                "the server sent a packet of " + Integer.toUnsignedString(size) + " bytes", null);
          }
          if (incomplete.available() < size) {
            incomplete.rpos(start);
            break;
          }
          byte[] packet = new byte[size];
          incomplete.getRawBytes(packet);
          received(new ByteArrayBuffer(packet));
        }
        incomplete.compact();
      } catch (SftpFailure e) {
        breakOff(e);
      }
    }
  }

  /** A string of the protocol in ASCII, such as an extension's name. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
