package org.musicfs.cli.command;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;

/** Tries an origin as a library uses it: lists its root, opens a file, reads of it. Stateless. */
final class OriginProbe {
  /** What a player waits for when a track begins. */
  static final int FIRST_BYTES = 64 << 10;

  /** What is read behind it, to tell how fast the origin is. */
  static final int MORE_BYTES = 4 << 20;

  /** The most directories that are looked into for a file to read. */
  private static final int MOST_DIRECTORIES = 100;

  private OriginProbe() {}

  /**
   * What was found.
   *
   * @param files in the root
   * @param directories in the root
   * @param listed how long it took to connect and list the root
   * @param file that was read; empty if none was found near the root
   */
  record Outcome(int files, int directories, Duration listed, Optional<FileRead> file) {}

  /**
   * What reading a file was like.
   *
   * @param firstBytes of its beginning, up to {@link #FIRST_BYTES}
   * @param first how long it took to open it and read those
   * @param moreBytes behind them, up to {@link #MORE_BYTES}; 0 if there are none
   * @param more how long it took to read those
   */
  record FileRead(OriginPath path, int firstBytes, Duration first, int moreBytes, Duration more) {}

  /**
   * Tries it.
   *
   * @throws OriginException if its root cannot be listed or a file cannot be read
   */
  static Outcome run(Origin origin) throws OriginException {
    long start = System.nanoTime();
    DirectoryListing root = list(origin, OriginPath.ROOT);
    Duration listed = since(start);
    Optional<DirectoryListing.Entry> file = find(origin, root);
    return new Outcome(
        root.files().size(),
        root.directories().size(),
        listed,
        file.isEmpty() ? Optional.empty() : Optional.of(read(origin, file.get().path())));
  }

  private static DirectoryListing list(Origin origin, OriginPath path) throws OriginException {
    return switch (origin.list(path)) {
      case Answer.Present<DirectoryListing> present -> present.value();
      case Answer.Unknown<DirectoryListing> unknown -> throw unknown.cause();
      case Answer.Absent<DirectoryListing> absent ->
          throw new OriginException(
              OriginException.Reason.NOT_FOUND,
              origin.displayName() + "/" + path + ": there is no such directory",
              null);
    };
  }

  /** A file that is not empty, the nearest to the root. */
  private static Optional<DirectoryListing.Entry> find(Origin origin, DirectoryListing root)
      throws OriginException {
    Deque<OriginPath> next = new ArrayDeque<>();
    DirectoryListing listing = root;
    for (int looked = 0; looked < MOST_DIRECTORIES; looked++) {
      Optional<DirectoryListing.Entry> file =
          listing.files().stream().filter(entry -> entry.stamp().sizeBytes() > 0).findFirst();
      if (file.isPresent()) {
        return file;
      }
      listing.directories().forEach(directory -> next.add(directory.path()));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      listing = list(origin, next.remove());
    }
    return Optional.empty();
  }

  private static FileRead read(Origin origin, OriginPath path) throws OriginException {
    long start = System.nanoTime();
    try (OriginReader reader = origin.open(path)) {
      int firstBytes = reader.read(0, ByteBuffer.allocate(FIRST_BYTES));
      Duration first = since(start);
      long then = System.nanoTime();
      int moreBytes =
          firstBytes < FIRST_BYTES ? 0 : reader.read(FIRST_BYTES, ByteBuffer.allocate(MORE_BYTES));
      return new FileRead(path, firstBytes, first, moreBytes, since(then));
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
