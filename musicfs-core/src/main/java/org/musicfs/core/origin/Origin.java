package org.musicfs.core.origin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A place that holds original files. Read-only: there is no operation that writes. Thread-safe.
 * Calls block until the origin answers or its own deadline passes; they never block for ever.
 * Callers run them on threads meant for I/O.
 */
public interface Origin extends AutoCloseable {
  /** The id under which the library knows this origin. */
  OriginId id();

  /** What a person calls it: a directory, a URL. */
  String displayName();

  /**
   * Lists one directory, completely or not at all.
   *
   * @return absent if {@code directory} is certainly not there or is no directory; unknown if it
   *     cannot be told
   */
  Answer<DirectoryListing> list(OriginPath directory);

  /** The state of one file or directory now. */
  Answer<FileStamp> stat(OriginPath path);

  /**
   * Opens a file for positional reads. The reader stays on the file it opened, whatever happens to
   * the name.
   *
   * @throws OriginException {@code NOT_FOUND}, {@code DENIED}, {@code UNREACHABLE} or {@code
   *     FAILED}
   */
  OriginReader open(OriginPath path) throws OriginException;

  /**
   * Where {@code path} lies in this machine's file systems; empty for an origin that is elsewhere.
   */
  Optional<Path> localPath(OriginPath path);

  /**
   * Starts to tell of changes: of those in every directory that is {@link #list listed} from now
   * on, beginning before the listing, so that none falls between. One watch at a time.
   *
   * @return empty if this origin cannot tell, or not reliably; it has to be listed again then, from
   *     time to time
   */
  default Optional<OriginWatch> watch(OriginWatch.Listener listener) {
    return Optional.empty();
  }

  /** Releases connections and threads. Readers still open fail afterwards. */
  @Override
  void close();
}
