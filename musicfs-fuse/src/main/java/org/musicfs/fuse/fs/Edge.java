package org.musicfs.fuse.fs;

import java.time.InstantSource;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/**
 * The last Java frame before the kernel: runs an operation and turns whatever comes out of it into
 * a number. Nothing thrown gets past it. The table:
 *
 * <ul>
 *   <li>{@link FsException}: its own number, silently;
 *   <li>{@link ContentException}, {@link org.musicfs.core.tree.TreeException} and anything else,
 *       errors included: EIO, counted and logged once with operation and path.
 * </ul>
 *
 * Thread-safe.
 */
public final class Edge {
  private final Metrics metrics;
  private final FailureLog failures;

  public Edge(Metrics metrics, InstantSource clock) {
    this.metrics = metrics;
    this.failures = new FailureLog(clock);
  }

  /** One operation of the file system. */
  @FunctionalInterface
  public interface Operation {
    /** Returns 0 or more. */
    int run() throws Exception;
  }

  /**
   * Runs {@code operation}.
   *
   * @param name what it is called in the log
   * @param path what it is about
   * @return its result, or minus an error number
   */
  public int answer(String name, String path, Operation operation) {
    try {
      metrics.increment(Metric.FUSE_REQUESTS);
      return operation.run();
    } catch (FsException e) {
      return -e.errno().number();
    } catch (Throwable e) {
      return failed(name, path, e);
    }
  }

  /**
   * Counts and logs what is not an answer.
   *
   * @param name what the operation is called in the log
   * @param path what it was about
   * @return minus EIO
   */
  public int failed(String name, String path, Throwable e) {
    try {
      metrics.increment(Metric.FUSE_ERRORS);
      failures.report(name, path, e);
    } catch (Throwable again) {
      // Out of memory or stack: the answer is still EIO, and there is nobody left to tell.
      return -FsErrno.EIO.number();
    }
    return -FsErrno.EIO.number();
  }
}
