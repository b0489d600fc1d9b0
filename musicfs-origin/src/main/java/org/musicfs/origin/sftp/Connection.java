package org.musicfs.origin.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * One SSH session with its SFTP channel: the requests that read, each sent at once and answered by
 * a future. Any number may be under way. Thread-safe.
 *
 * <p>Paths and names are raw bytes, handles the server's own. A future fails with {@link
 * SftpFailure}.
 */
final class Connection {
  /** What the protocol lets every client ask for. */
  private static final int LEAST_READ_BYTES = 32 << 10;

  /** More in one request would only make what has arrived known later. */
  private static final int MOST_READ_BYTES = 64 << 10;

  private final ClientSession session;
  private final SftpChannel channel;
  private volatile int readBytes = LEAST_READ_BYTES;

  /** Operations and open files that need it; the pool's. */
  int users;

  /** When the last of them went; the pool's. */
  long idleSinceNanos;

  /** A name in a directory. */
  record Named(String latin1, Attributes attributes) {
    byte[] name() {
      return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  Connection(ClientSession session, SftpChannel channel) {
    this.session = session;
    this.channel = channel;
  }

  /** Agrees on the version and on how much may be read at once. */
  void start(Deadline deadline) throws SftpFailure {
    Buffer extensions = deadline.await(channel.hello());
    boolean hasLimits = false;
    try {
      while (extensions.available() > 0) {
        byte[] name = extensions.getBytes();
        extensions.getBytes();
        hasLimits |= Arrays.equals(name, SftpChannel.ascii(Protocol.LIMITS));
      }
    } catch (BufferException e) {
      throw SftpFailure.garbled("the server's greeting cannot be read", e);
    }
    if (hasLimits) {
      Buffer arguments = new ByteArrayBuffer();
      arguments.putBytes(SftpChannel.ascii(Protocol.LIMITS));
      long most =
          deadline.await(
              ask(
                  Protocol.EXTENDED,
                  arguments,
                  Protocol.EXTENDED_REPLY,
                  limits -> {
                    limits.getLong();
                    return limits.getLong();
                  }));
      readBytes =
          most <= 0 ? MOST_READ_BYTES : (int) Math.clamp(most, 1 << 12, (long) MOST_READ_BYTES);
    }
  }

  /** What one read asks for, bytes. */
  int readBytes() {
    return readBytes;
  }

  /** The server gave less than asked for, not at the end of the file: asks for no more again. */
  void gaveOnly(int bytes) {
    readBytes = Math.clamp(bytes, 1 << 12, readBytes);
  }

  /** The path with links resolved, as far as the server resolves them. */
  CompletableFuture<byte[]> realPath(byte[] path) {
    return ask(
        Protocol.REALPATH,
        string(path),
        Protocol.NAME,
        body -> {
          if (body.getInt() != 1) {
            throw new BufferException("not one name");
          }
          return body.getBytes();
        });
  }

  /** Follows links. */
  CompletableFuture<Attributes> stat(byte[] path) {
    return ask(Protocol.STAT, string(path), Protocol.ATTRS, Attributes::read);
  }

  /** Does not follow links. */
  CompletableFuture<Attributes> linkStat(byte[] path) {
    return ask(Protocol.LSTAT, string(path), Protocol.ATTRS, Attributes::read);
  }

  CompletableFuture<Attributes> handleStat(byte[] handle) {
    return ask(Protocol.FSTAT, string(handle), Protocol.ATTRS, Attributes::read);
  }

  /** A handle for reading. */
  CompletableFuture<byte[]> open(byte[] path) {
    Buffer arguments = string(path);
    arguments.putInt(Protocol.OPEN_FOR_READING);
    arguments.putInt(0);
    return ask(Protocol.OPEN, arguments, Protocol.HANDLE, Buffer::getBytes);
  }

  CompletableFuture<byte[]> openDirectory(byte[] path) {
    return ask(Protocol.OPENDIR, string(path), Protocol.HANDLE, Buffer::getBytes);
  }

  /** The next names; none at the end. */
  CompletableFuture<List<Named>> readDirectory(byte[] handle) {
    return channel
        .send(Protocol.READDIR, string(handle))
        .thenApply(answer -> isEnd(answer) ? List.of() : parse(answer, Protocol.NAME, this::names));
  }

  private List<Named> names(Buffer body) {
    List<Named> names = new ArrayList<>();
    for (int left = body.getInt(); left > 0; left--) {
      String name = new String(body.getBytes(), StandardCharsets.ISO_8859_1);
      body.getBytes(); // as `ls -l` would show it
      names.add(new Named(name, Attributes.read(body)));
    }
    return names;
  }

  /** Up to {@code length} bytes at {@code offset}; none at or past the end. */
  CompletableFuture<ByteBuffer> read(byte[] handle, long offset, int length) {
    Buffer arguments = string(handle);
    arguments.putLong(offset);
    arguments.putInt(length);
    return channel
        .send(Protocol.READ, arguments)
        .thenApply(
            answer ->
                isEnd(answer)
                    ? ByteBuffer.allocate(0)
                    : parse(answer, Protocol.DATA, body -> data(body, length)));
  }

  private static ByteBuffer data(Buffer body, int most) {
    int length = body.getInt();
    if (length < 1 || length > most || length > body.available()) {
      throw new BufferException(length + " bytes of " + most);
    }
    return ByteBuffer.wrap(body.array(), body.rpos(), length);
  }

  /** Gives a handle back; nobody waits for it. */
  void close(byte[] handle) {
    var _ = channel.send(Protocol.CLOSE, string(handle));
  }

  boolean isOpen() {
    return channel.isOpen() && session.isOpen();
  }

  /** Whether nothing has arrived since {@code nanos}. */
  boolean isSilentSince(long nanos) {
    return channel.receivedNanos() - nanos < 0;
  }

  /** Ends it at once; what is under way fails. Does not wait. */
  void close() {
    channel.close(true);
    session.close(true);
  }

  private <T> CompletableFuture<T> ask(
      int type, Buffer arguments, int expected, Function<Buffer, T> reader) {
    return channel.send(type, arguments).thenApply(answer -> parse(answer, expected, reader));
  }

  private static Buffer string(byte[] bytes) {
    Buffer buffer = new ByteArrayBuffer(bytes.length + 32);
    buffer.putBytes(bytes);
    return buffer;
  }

  private static boolean isEnd(SftpChannel.Answer answer) {
    if (answer.type() != Protocol.STATUS || answer.body().available() < Integer.BYTES) {
      return false;
    }
    Buffer body = answer.body();
    int start = body.rpos();
    boolean end = body.getInt() == Protocol.EOF;
    body.rpos(start);
    return end;
  }

  private static <T> T parse(SftpChannel.Answer answer, int expected, Function<Buffer, T> reader) {
    try {
      Buffer body = answer.body();
      if (answer.type() == expected) {
        return reader.apply(body);
      }
      if (answer.type() == Protocol.STATUS) {
        int status = body.getInt();
        String words = body.available() > 0 ? body.getString() : "";
        throw new Failed(SftpFailure.refused(status, words));
      }
      throw new Failed(
          SftpFailure.garbled("the server answered with packet type " + answer.type(), null));
    } catch (BufferException e) {
      throw new Failed(SftpFailure.garbled("the server's answer cannot be read", e));
    }
  }

  /** Carries a failure through a future's function. */
  private static final class Failed extends java.util.concurrent.CompletionException {
    private static final long serialVersionUID = 1;

    Failed(SftpFailure failure) {
      super(failure);
    }
  }
}
