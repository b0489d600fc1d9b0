package org.musicfs.origin.sftp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.DirectoryListing.Entry;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;

/**
 * One complete listing of a directory: two round trips where it holds fewer than some hundred names
 * and no links. Its modification time is compared before and after: names that move while it is
 * read might be missed or met twice.
 *
 * <p>Links are followed to what lies below the root. One that leads out of it, or back to a
 * directory on the way here, is left out; one that leads nowhere is unknown.
 */
final class DirectoryScan {
  /** A directory that changes under each of so many passes is answered as unknown. */
  private static final int PASSES = 4;

  /** Requests under way. */
  private static final int READ_AHEAD = 8;

  private static final int LINKS_AT_ONCE = 64;

  /** No server makes us keep more. */
  private static final int MOST_NAMES = 500_000;

  private final Connection connection;
  private final SftpPaths paths;
  private final OriginPath directory;
  private final Deadline deadline;

  private final List<Entry> files = new ArrayList<>();
  private final List<Entry> directories = new ArrayList<>();
  private final List<OriginPath> unknown = new ArrayList<>();

  private record Pending(OriginPath path, Target target) {}

  DirectoryScan(Connection connection, SftpPaths paths, OriginPath directory, Deadline deadline) {
    this.connection = connection;
    this.paths = paths;
    this.directory = directory;
    this.deadline = deadline;
  }

  /**
   * The listing; absent if the directory certainly is not there.
   *
   * @throws SftpFailure if it cannot be told, or not completely
   */
  Answer<DirectoryListing> run() throws SftpFailure {
    for (int pass = 0; pass < PASSES; pass++) {
      Optional<Answer<DirectoryListing>> answer = pass();
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw SftpFailure.because(Reason.CHANGED, "changes faster than it can be listed");
  }

  /** Empty if the directory changed meanwhile. */
  private Optional<Answer<DirectoryListing>> pass() throws SftpFailure {
    byte[] absolute = paths.absolute(directory);
    Target target = Target.ask(connection, paths.root(), absolute);
    CompletableFuture<byte[]> opened = connection.openDirectory(absolute);
    List<Connection.Named> names = new ArrayList<>();
    Attributes before;
    Attributes after;
    try {
      before = target.attributes(deadline);
      if (!target.isInside(deadline) || !before.isDirectory()) {
        return Optional.of(gone());
      }
      after = names(deadline.await(opened), absolute, names);
    } catch (SftpFailure e) {
      if (e.isNoSuchFile()) {
        return Optional.of(gone());
      }
      throw e;
    } finally {
      var _ = opened.thenAccept(connection::close);
    }
    if (!before.isComplete()) {
      throw SftpFailure.because(Reason.FAILED, "the server does not tell size and time");
    }
    if (before.mtimeSeconds() != after.mtimeSeconds()) {
      return Optional.empty();
    }
    sort(names, target.realRoot());
    return Optional.of(
        new Answer.Present<>(new DirectoryListing(before.stamp(), files, directories, unknown)));
  }

  private Answer<DirectoryListing> gone() throws SftpFailure {
    Absence.confirm(connection, paths, directory, true, deadline);
    return new Answer.Absent<>();
  }

  /** Adds all names to {@code names}; the directory's attributes when the last had come. */
  private Attributes names(byte[] handle, byte[] absolute, List<Connection.Named> names)
      throws SftpFailure {
    while (true) {
      List<CompletableFuture<List<Connection.Named>>> asked = new ArrayList<>();
      for (int i = 0; i < READ_AHEAD; i++) {
        asked.add(connection.readDirectory(handle));
      }
      CompletableFuture<Attributes> after = connection.stat(absolute);
      boolean end = false;
      for (CompletableFuture<List<Connection.Named>> some : asked) {
        List<Connection.Named> more = deadline.await(some);
        end |= more.isEmpty();
        names.addAll(more);
      }
      if (end) {
        return deadline.await(after);
      }
      if (names.size() > MOST_NAMES) {
        throw SftpFailure.because(Reason.FAILED, "holds more than " + MOST_NAMES + " names");
      }
    }
  }

  private void sort(List<Connection.Named> names, CompletableFuture<byte[]> realRoot)
      throws SftpFailure {
    List<OriginPath> unclear = new ArrayList<>();
    for (Connection.Named named : names) {
      if (isHostile(named.latin1())) {
        continue;
      }
      OriginPath path = directory.resolve(named.name());
      if (named.attributes().isLink() || !named.attributes().isComplete()) {
        unclear.add(path);
      } else {
        add(path, named.attributes());
      }
    }
    if (unclear.isEmpty()) {
      return;
    }
    Set<String> way = way();
    for (int start = 0; start < unclear.size(); start += LINKS_AT_ONCE) {
      List<Pending> asked = new ArrayList<>();
      for (OriginPath path :
          unclear.subList(start, Math.min(unclear.size(), start + LINKS_AT_ONCE))) {
        asked.add(new Pending(path, Target.ask(connection, realRoot, paths.absolute(path))));
      }
      for (Pending pending : asked) {
        follow(pending, way);
      }
    }
  }

  /** Where the root and every directory from it to this one really are. */
  private Set<String> way() throws SftpFailure {
    List<CompletableFuture<byte[]>> asked = new ArrayList<>();
    asked.add(connection.realPath(paths.root()));
    for (OriginPath prefix : paths.prefixes(directory)) {
      asked.add(connection.realPath(paths.absolute(prefix)));
    }
    Set<String> way = new HashSet<>();
    for (CompletableFuture<byte[]> real : asked) {
      way.add(text(deadline.await(real)));
    }
    return way;
  }

  private void follow(Pending pending, Set<String> way) throws SftpFailure {
    Attributes attributes;
    byte[] real;
    boolean inside;
    try {
      attributes = pending.target().attributes(deadline);
      real = pending.target().real(deadline);
      inside = pending.target().isInside(deadline);
    } catch (SftpFailure e) {
      if (e.kind() != SftpFailure.Kind.REFUSED) {
        throw e;
      }
      unknown.add(pending.path());
      return;
    }
    boolean circle = attributes.isDirectory() && way.contains(text(real));
    if (inside && !circle) {
      add(pending.path(), attributes);
    }
  }

  private void add(OriginPath path, Attributes attributes) {
    if (!attributes.isComplete()) {
      unknown.add(path);
    } else if (attributes.isFile()) {
      files.add(new Entry(path, attributes.stamp()));
    } else if (attributes.isDirectory()) {
      directories.add(new Entry(path, attributes.stamp()));
    }
  }

  /** Names no file can have; {@code .} and {@code ..}, which every directory lists. */
  private static boolean isHostile(String name) {
    return name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0;
  }

  private static String text(byte[] path) {
    return new String(path, StandardCharsets.ISO_8859_1);
  }
}
