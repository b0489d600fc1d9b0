package org.musicfs.origin.sftp;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * What a path leads to, asked for with three requests at once: its attributes with links followed,
 * and where it and the origin's root really are. A path that leads out of the root through a link
 * is none of the origin.
 */
final class Target {
  private final CompletableFuture<byte[]> realRoot;
  private final CompletableFuture<byte[]> real;
  private final CompletableFuture<Attributes> attributes;

  private Target(
      CompletableFuture<byte[]> realRoot,
      CompletableFuture<byte[]> real,
      CompletableFuture<Attributes> attributes) {
    this.realRoot = realRoot;
    this.real = real;
    this.attributes = attributes;
  }

  /** Sends the requests. */
  static Target ask(Connection connection, byte[] root, byte[] path) {
    return ask(connection, connection.realPath(root), path);
  }

  /** The same when the real root has been asked for already. */
  static Target ask(Connection connection, CompletableFuture<byte[]> realRoot, byte[] path) {
    return new Target(realRoot, connection.realPath(path), connection.stat(path));
  }

  /** Of what lies behind the path. */
  Attributes attributes(Deadline deadline) throws SftpFailure {
    return deadline.await(attributes);
  }

  /** The path with its links resolved. */
  byte[] real(Deadline deadline) throws SftpFailure {
    return deadline.await(real);
  }

  CompletableFuture<byte[]> realRoot() {
    return realRoot;
  }

  /** Whether it is the origin's root or below it. */
  boolean isInside(Deadline deadline) throws SftpFailure {
    byte[] root = deadline.await(realRoot);
    byte[] path = real(deadline);
    int length = root.length == 1 ? 0 : root.length;
    return path.length >= length
        && Arrays.equals(root, 0, length, path, 0, length)
        && (path.length == length || path[length] == '/');
  }
}
