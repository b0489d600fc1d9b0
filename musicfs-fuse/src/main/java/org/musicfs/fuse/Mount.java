package org.musicfs.fuse;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A mount of this process. Thread-safe. It ends when it is unmounted, here or by anyone else, and
 * the last file open in it is closed.
 */
public interface Mount extends AutoCloseable {
  /** Where it is mounted; absolute, without symbolic links. */
  Path mountpoint();

  /**
   * Whether a look at the mount is answered. A mount that this process cannot see counts as one
   * that does, for the kernel has greeted it.
   *
   * @param patience how long it may take
   */
  boolean answers(Duration patience);

  /**
   * Files open in the mount, now. The kernel tells of a close a moment after the application's
   * call.
   */
  long openHandles();

  /**
   * Unmounts if nobody uses the mount; returns once its name is gone. Nothing happens if it is no
   * longer mounted.
   *
   * @throws MountException {@code BUSY} with the users, and nothing has changed; {@code FAILED},
   *     also where somebody else has mounted it out of this process's sight
   */
  void unmount() throws MountException;

  /**
   * Takes the mount out of the directory tree at once. Who has a file open goes on reading; the
   * mount ends with the last of them. What somebody else has mounted out of this process's sight
   * stays in place, and fails from now on.
   *
   * @throws MountException {@code FAILED}
   */
  void detach() throws MountException;

  /**
   * {@link #detach}, and fails every request that waits and every later one of files still open. An
   * ordinary user needs {@code /sys/fs/fuse/connections} for the second half; without it, what is
   * left ends with the process.
   *
   * @throws MountException {@code FAILED}
   */
  void abort() throws MountException;

  /** What serves it, for people: {@code kernel, protocol 7.45, passthrough}. */
  String description();

  /** Whether it outlives this process: a {@link DescriptorKeeper} holds what the next one needs. */
  boolean isKept();

  /**
   * Stops serving and leaves the mount in place for the next process: requests under way are
   * answered, later ones wait in the kernel until it serves. Afterwards {@link #close} does
   * nothing.
   *
   * @throws MountException {@code FAILED} if the mount would not outlive this process; it is served
   *     on then
   */
  void handOver() throws MountException;

  /**
   * Waits until the mount has ended: unmounted, no file open, no request under way.
   *
   * @return false if {@code timeout} passed first
   */
  boolean awaitUnmounted(Duration timeout) throws InterruptedException;

  /** Unmounts, by {@link #abort} if it is in use, and waits some seconds for the end. */
  @Override
  void close();
}
