package org.musicfs.origin.local;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginWatch;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches directories by inotify(7), each from when it is first listed. A watch stays with its
 * directory through renames; the path it is known by is that of the latest listing, and of some
 * before, as links may lead to one directory by several.
 *
 * <p>A file is told of when it is closed after writing, not while it grows.
 */
final class LocalWatch implements OriginWatch {
  private static final Logger log = LoggerFactory.getLogger(LocalWatch.class);

  private static final int MASK =
      Inotify.ATTRIB
          | Inotify.CLOSE_WRITE
          | Inotify.MOVED_FROM
          | Inotify.MOVED_TO
          | Inotify.CREATE
          | Inotify.DELETE
          | Inotify.DELETE_SELF
          | Inotify.MOVE_SELF
          | Inotify.ONLY_DIRECTORY;

  /** Paths kept for one directory. */
  private static final int MAX_PATHS = 4;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final String name;
  private final Function<OriginPath, Optional<Path>> places;
  private final Listener listener;
  private final int queue;
  private final int end;
  private final Map<Integer, List<OriginPath>> directories = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean complete = true;
  private volatile boolean closed;

  private LocalWatch(
      String name,
      Function<OriginPath, Optional<Path>> places,
      Listener listener,
      int queue,
      int end) {
    this.name = name;
    this.places = places;
    this.listener = listener;
    this.queue = queue;
    this.end = end;
    this.thread = Thread.ofPlatform().daemon().name("watch-" + name).unstarted(this::work);
  }

  /**
   * Starts.
   *
   * @param name of the origin, for messages
   * @param places where paths lie on this machine
   * @return empty if the system has no queue to give
   */
  static Optional<LocalWatch> open(
      String name, Function<OriginPath, Optional<Path>> places, Listener listener) {
    int queue = Inotify.open();
    int end = queue < 0 ? queue : Inotify.counter();
    if (end < 0) {
      log.warn(
          "{}: changes are not watched for: {}; raise fs.inotify.max_user_instances",
          name,
          Errno.text(-end));
      if (queue >= 0) {
        Inotify.close(queue);
      }
      return Optional.empty();
    }
    LocalWatch watch = new LocalWatch(name, places, listener, queue, end);
    watch.thread.start();
    return Optional.of(watch);
  }

  /** Watches the directory that {@code scratch.path} names; called before it is listed. */
  void add(Scratch scratch, OriginPath directory) {
    if (closed) {
      return;
    }
    int watch = Inotify.add(scratch.callState, queue, scratch.path, MASK);
    if (watch >= 0) {
      directories.merge(watch, List.of(directory), LocalWatch::merged);
    } else if (watch == -Errno.ENOSPC && complete) {
      complete = false;
      log.warn(
          "{}: only {} directories can be watched for changes, the others are looked at from time"
              + " to time; raise fs.inotify.max_user_watches",
          name,
          directories.size());
    }
  }

  private static List<OriginPath> merged(List<OriginPath> known, List<OriginPath> found) {
    if (known.contains(found.getFirst())) {
      return known;
    }
    List<OriginPath> all = new ArrayList<>(known);
    all.addAll(found);
    return List.copyOf(all.subList(Math.max(0, all.size() - MAX_PATHS), all.size()));
  }

  @Override
  public int directories() {
    return directories.size();
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  private void work() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(SystemFunction.CALL_STATE);
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
      while (Inotify.awaitEvents(queue, end)) {
        int used = Inotify.read(callState, queue, buffer);
        if (used < 0 && used != -Errno.EAGAIN && used != -Errno.EINTR) {
          log.error("{}: watching for changes failed: {}", name, Errno.text(-used));
          complete = false;
          break;
        }
        events(buffer, used);
      }
      Inotify.close(queue);
      Inotify.close(end);
    }
  }

  private void events(MemorySegment buffer, int used) {
    int at = 0;
    while (at < used) {
      int watch = buffer.get(JAVA_INT, at);
      int mask = buffer.get(JAVA_INT, at + 4);
      int length = buffer.get(JAVA_INT, at + 12);
      byte[] padded = new byte[length];
      MemorySegment.copy(buffer, JAVA_BYTE, at + Inotify.EVENT_HEADER, padded, 0, length);
      event(watch, mask, name(padded));
      at += Inotify.EVENT_HEADER + length;
    }
  }

  private static byte[] name(byte[] padded) {
    int length = 0;
    while (length < padded.length && padded[length] != 0) {
      length++;
    }
    return java.util.Arrays.copyOf(padded, length);
  }

  private void event(int watch, int mask, byte[] file) {
    if ((mask & Inotify.QUEUE_OVERFLOW) != 0) {
      log.info("{}: more changes than could be told; all of it is looked at", name);
      listener.missed();
      return;
    }
    @Nullable List<OriginPath> paths = directories.get(watch);
    if ((mask & Inotify.IGNORED) != 0) {
      directories.remove(watch);
    }
    if (paths == null) {
      return;
    }
    for (OriginPath directory : paths) {
      if ((mask & (Inotify.UNMOUNT | Inotify.DELETE_SELF | Inotify.MOVE_SELF)) != 0) {
        // Of others the directory above tells.
        if (directory.isRoot()) {
          listener.missed();
        }
      } else if (file.length > 0) {
        OriginPath path = directory.resolve(file);
        if (isSettled(mask, path)) {
          listener.changed(path, (mask & Inotify.IS_DIRECTORY) != 0);
        }
      }
    }
  }

  /** A file that was just made will be closed; a link will not. */
  private boolean isSettled(int mask, OriginPath path) {
    if ((mask & Inotify.CREATE) == 0 || (mask & Inotify.IS_DIRECTORY) != 0) {
      return true;
    }
    Optional<Path> place = places.apply(path);
    try {
      return place.isEmpty()
          || Files.isSymbolicLink(place.get())
          || (int) Files.getAttribute(place.get(), "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    } catch (IOException e) {
      return true; // gone again
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Inotify.raise(end);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
