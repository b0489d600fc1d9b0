package org.musicfs.origin.sftp;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;

/**
 * A directory of an SFTP server. Calls block on answers from the network, never longer than their
 * deadline, whatever the server does.
 *
 * <p>Absent is answered only when the name's directory was reached and does not hold it. Symbolic
 * links are followed only to what lies below the root: the server may be somebody else's, and what
 * they link to is not meant for us. (A server that does not resolve links when asked for the real
 * path cannot be held to that.)
 */
final class SftpOrigin implements Origin {
  private final OriginId id;
  private final String displayName;
  private final SftpPaths paths;
  private final Timeouts timeouts;
  private final ConnectionPool pool;
  private final Connector connector;
  private final ScheduledExecutorService timer;

  /** Takes over closing {@code pool}, {@code connector} and {@code timer}. */
  SftpOrigin(
      OriginId id,
      SftpLocation location,
      Timeouts timeouts,
      ConnectionPool pool,
      Connector connector,
      ScheduledExecutorService timer) {
    this.id = id;
    this.displayName = location.display();
    this.paths = new SftpPaths(location.root());
    this.timeouts = timeouts;
    this.pool = pool;
    this.connector = connector;
    this.timer = timer;
  }

  @Override
  public OriginId id() {
    return id;
  }

  /** The location, its path readable. */
  @Override
  public String displayName() {
    return displayName;
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath directory) {
    Deadline deadline = Deadline.in(timeouts.metadata());
    try {
      return pool.use(
          deadline, connection -> new DirectoryScan(connection, paths, directory, deadline).run());
    } catch (SftpFailure e) {
      return new Answer.Unknown<>(e.about(name(directory)));
    }
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    Deadline deadline = Deadline.in(timeouts.metadata());
    try {
      return pool.use(deadline, connection -> stat(connection, path, deadline));
    } catch (SftpFailure e) {
      return new Answer.Unknown<>(e.about(name(path)));
    }
  }

  private Answer<FileStamp> stat(Connection connection, OriginPath path, Deadline deadline)
      throws SftpFailure {
    Target target = Target.ask(connection, paths.root(), paths.absolute(path));
    try {
      Attributes attributes = target.attributes(deadline);
      if (target.isInside(deadline)) {
        if (!attributes.isComplete()) {
          throw SftpFailure.because(Reason.FAILED, "the server does not tell size and time");
        }
        return attributes.isFile() || attributes.isDirectory()
            ? new Answer.Present<>(attributes.stamp())
            : new Answer.Absent<>();
      }
    } catch (SftpFailure e) {
      if (!e.isNoSuchFile()) {
        throw e;
      }
    }
    Absence.confirm(connection, paths, path, false, deadline);
    return new Answer.Absent<>();
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    Deadline deadline = Deadline.in(timeouts.read());
    try {
      return pool.use(deadline, connection -> open(connection, path, deadline));
    } catch (SftpFailure e) {
      throw e.about(name(path));
    }
  }

  /** One round trip: what it is and the handle are asked for together. */
  private OriginReader open(Connection connection, OriginPath path, Deadline deadline)
      throws SftpFailure {
    byte[] absolute = paths.absolute(path);
    Target target = Target.ask(connection, paths.root(), absolute);
    CompletableFuture<byte[]> handle = connection.open(absolute);
    boolean opened = false;
    try {
      Attributes attributes = target.attributes(deadline);
      if (!attributes.isFile() || !target.isInside(deadline)) {
        if (!attributes.isDirectory()) {
          // Whoever opens a FIFO waits for its writer, and the whole connection with it.
          connection.close();
        }
        throw SftpFailure.because(Reason.NOT_FOUND, "not a regular file");
      }
      OriginReader reader =
          new SftpReader(
              name(path),
              pool,
              connection,
              deadline.await(handle),
              timeouts.metadata(),
              timeouts.read());
      opened = true;
      pool.retain(connection);
      return reader;
    } catch (SftpFailure e) {
      if (e.isNoSuchFile()) {
        Absence.confirm(connection, paths, path, false, deadline);
      }
      throw e;
    } finally {
      if (!opened) {
        var _ = handle.thenAccept(connection::close);
      }
    }
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.empty();
  }

  /** Connections there are now. */
  int connections() {
    return pool.size();
  }

  @Override
  public void close() {
    pool.close();
    connector.close();
    timer.shutdownNow();
  }

  private String name(OriginPath path) {
    return path.isRoot()
        ? displayName
        : displayName + (displayName.endsWith("/") ? "" : "/") + path;
  }
}
