package org.musicfs.core.control;

import java.util.List;
import org.musicfs.core.content.StoreUse;

/**
 * What is mounted and how it fares.
 *
 * @param library its name
 * @param version of musicfs
 * @param pid of the daemon
 * @param mountpoint where it is mounted
 * @param startedMillis since the epoch
 * @param tracks listed in the tree
 * @param albums directories that hold tracks
 * @param totalBytes sum of the tracks' sizes
 * @param unreadable files listed by file name because they could not be read, the newest first, at
 *     most 20 of them
 * @param unreadableCount how many there are
 * @param notices what a person should know, such as that the catalogue was rebuilt; newest first
 * @param origins each with its last or running sync
 * @param cache figures of the chunk store that cost nothing to tell
 * @param openFiles open handles
 * @param residentBytes of the daemon process
 * @param backend what serves the mount, for people
 * @param kept whether the mount survives a crash or a restart of the daemon
 * @param pauseMillis how long requests waited for this daemon after the one before it had handed
 *     over its mount; -1 if none did
 */
public record DaemonStatus(
    String library,
    String version,
    long pid,
    String mountpoint,
    long startedMillis,
    long tracks,
    long albums,
    long totalBytes,
    List<Unreadable> unreadable,
    long unreadableCount,
    List<String> notices,
    List<OriginStatus> origins,
    StoreUse cache,
    long openFiles,
    long residentBytes,
    String backend,
    boolean kept,
    long pauseMillis) {
  public DaemonStatus {
    unreadable = List.copyOf(unreadable);
    notices = List.copyOf(notices);
    origins = List.copyOf(origins);
  }

  /** A file that could not be read properly, and why. */
  public record Unreadable(String path, String reason) {}

  /**
   * One origin.
   *
   * @param id its id in the library
   * @param name its directory or URL
   * @param reachable whether its root could be listed when last tried
   * @param cached whether its files go through the chunk store
   * @param tracks it holds
   * @param lastSyncMillis end of the last complete sync since the epoch; 0 if there was none
   * @param following how its changes are noticed, for people
   * @param sync the running or last sync
   */
  public record OriginStatus(
      int id,
      String name,
      boolean reachable,
      boolean cached,
      long tracks,
      long lastSyncMillis,
      String following,
      SyncProgress sync) {}
}
