package org.musicfs.fuse.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one connection, a thread for each device. They end when the mount does, or when
 * they are {@link #drain drained}. Thread-safe.
 */
final class KernelServer {
  /** Between two tries to end a receive: the first may have come before the receive. */
  private static final long WAKE_MILLIS = 5;

  private static final int STACK_BYTES = 512 << 10;
  private static final Logger log = LoggerFactory.getLogger(KernelServer.class);

  private final Connection connection;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch ended;

  /**
   * @param devices one for each worker; the first may be the one that was mounted
   */
  KernelServer(Connection connection, List<? extends FuseDevice> devices, String name) {
    this.connection = connection;
    this.ended = new CountDownLatch(devices.size());
    for (FuseDevice device : devices) {
      Worker worker = new Worker(connection, device);
      workers.add(worker);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .stackSize(STACK_BYTES)
              .name("fuse-" + name + "-" + workers.size())
              .unstarted(() -> work(worker)));
    }
  }

  private void work(Worker worker) {
    try {
      worker.run();
    } catch (RuntimeException | Error e) {
      log.error("a worker of the mount has ended", e);
      throw e;
    } finally {
      ended.countDown();
    }
  }

  void start() {
    Libc.prepareWake();
    threads.forEach(Thread::start);
  }

  /**
   * Waits until no worker receives any more.
   *
   * @return false if {@code timeout} passed first
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Takes no more requests, and answers those under way; later ones wait in the kernel.
   *
   * @param timeout for reads that wait for origins
   * @return false if some of these are left; they are unanswered then
   */
  boolean drain(Duration timeout) throws InterruptedException {
    workers.forEach(Worker::stop);
    while (!ended.await(WAKE_MILLIS, TimeUnit.MILLISECONDS)) {
      workers.forEach(Worker::wake);
    }
    return connection.waiting().awaitIdle(timeout);
  }
}
