package org.musicfs.cli.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.service.SdNotify;
import org.musicfs.cli.service.Succession;
import org.musicfs.cli.service.Umask;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process serving one library, from the lock to the last flush. The main thread waits for the
 * end of the mount, which comes by {@code musicfs unmount}, by a signal, or by an unmount from
 * outside; all three lead to the same {@link #close}. A restart leaves the mount in place.
 */
public final class Daemon {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /** How long a mount may take to answer its first stat. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** How long open files may still be read after a signal. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How long the next daemon may take to start; a quarter of what {@code restart} waits. */
  private static final Duration NEXT = Duration.ofSeconds(15);

  private static final Duration FOREVER = Duration.ofDays(100_000);

  private final MountRequest request;
  private final ServedLibrary served;
  private final Metrics metrics;
  private final SdNotify notify;
  private final Optional<Succession> succession;
  private final AtomicReference<ServedLibrary.@Nullable ChangeListener> listener;
  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  private volatile BackgroundServices background;
  private final AtomicBoolean restarting = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Why the main thread stops waiting. */
  private enum Ending {
    UNMOUNTED,
    RESTART
  }

  private Daemon(
      MountRequest request,
      ServedLibrary served,
      Metrics metrics,
      SdNotify notify,
      Optional<Succession> succession,
      AtomicReference<ServedLibrary.@Nullable ChangeListener> listener) {
    this.request = request;
    this.served = served;
    this.metrics = metrics;
    this.notify = notify;
    this.succession = succession;
    this.listener = listener;
    this.background = services();
  }

  private BackgroundServices services() {
    return new BackgroundServices(request, served, metrics, this::restart);
  }

  /** Asks for a restart, once the next daemon waits where somebody can start it beforehand. */
  private void restart() {
    if (!restarting.compareAndSet(false, true)) {
      return; // somebody asked before
    }
    boolean prepared = false;
    try {
      if (succession.isPresent() && !succession.get().prepare(NEXT)) {
        throw new UserError(
            ExitCode.FAILURE,
            "the next daemon does not come up; the present one serves on",
            "the log says why: " + request.directories().log());
      }
      prepared = true;
    } catch (IOException e) {
      throw new UserError(
          ExitCode.FAILURE, "the supervisor does not answer: " + e.getMessage(), "see the log");
    } finally {
      restarting.set(prepared);
    }
    endings.add(Ending.RESTART);
  }

  private void startServices() {
    listener.set(background::changed);
    background.start();
  }

  /**
   * Serves until the mount ends.
   *
   * @param announceTo told by one line when it serves or has failed; null when a person or a
   *     service manager watches
   * @return {@code OK}; {@code RESTART} if the mount stays in place for the next process; else what
   *     was wrong
   * @throws UserError if it does not come up and nobody was to be told by a line
   */
  public static ExitCode serve(
      MountRequest request, UserEnvironment environment, @Nullable PrintStream announceTo)
      throws InterruptedException {
    Umask.ownerOnly();
    Metrics metrics = new Metrics();
    logUncaughtErrors(metrics);
    try {
      Daemon daemon = start(request, environment, metrics);
      if (announceTo != null) {
        announceTo.println(new Announcement.Ready().line());
        announceTo.flush();
      }
      return daemon.run();
    } catch (UserError e) {
      log.error("{} ({})", e.getMessage(), e.remedy());
      if (announceTo == null) {
        throw e;
      }
      announceTo.println(new Announcement.Failed(e).line());
      announceTo.flush();
      return e.exitCode();
    }
  }

  private static void logUncaughtErrors(Metrics metrics) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          metrics.increment(Metric.UNCAUGHT_ERRORS);
          log.error("uncaught in thread {}", thread.getName(), error);
        });
  }

  private static Daemon start(MountRequest request, UserEnvironment environment, Metrics metrics)
      throws InterruptedException {
    // There before the mount is: a signal in between would leave a mount that nobody serves.
    CompletableFuture<Optional<Daemon>> opened = new CompletableFuture<>();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("signal").unstarted(() -> stopBySignal(opened)));
    Daemon daemon;
    try {
      daemon = open(request, environment, metrics);
      opened.complete(Optional.of(daemon));
    } finally {
      opened.complete(Optional.empty()); // unless it is complete
    }
    ServedLibrary served = daemon.served;
    boolean done = false;
    try {
      if (!served.mount().answers(ANSWER)) {
        throw new UserError(
            ExitCode.MOUNTPOINT,
            "the mount at " + served.mount().mountpoint() + " does not answer",
            "see the log " + request.directories().log());
      }
      Path mountpoint = served.mount().mountpoint();
      daemon.notify.ready("serving " + mountpoint, mountpoint);
      daemon.startServices();
      done = true;
      return daemon;
    } catch (IOException e) {
      throw new UserError(ExitCode.FAILURE, "starting up failed: " + e.getMessage(), "see the log");
    } finally {
      if (!done) {
        daemon.close();
      }
    }
  }

  private static Daemon open(MountRequest request, UserEnvironment environment, Metrics metrics)
      throws InterruptedException {
    // Readers may report a change before the services that act on it are there.
    AtomicReference<ServedLibrary.@Nullable ChangeListener> listener = new AtomicReference<>();
    ServedLibrary served =
        ServedLibrary.open(
            request,
            environment,
            (origin, path) -> tell(listener.get(), origin, path),
            metrics,
            InstantSource.system());
    return new Daemon(
        request,
        served,
        metrics,
        SdNotify.from(environment.variables()),
        Succession.of(environment.variables(), ServedLibrary.supervisor(environment)),
        listener);
  }

  private static void stopBySignal(CompletableFuture<Optional<Daemon>> opened) {
    try {
      opened.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).ifPresent(Daemon::stopBySignal);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("ended by a signal before it was up");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(
      ServedLibrary.@Nullable ChangeListener listener, OriginId origin, OriginPath path) {
    if (listener != null) {
      listener.changed(origin, path);
    }
  }

  private ExitCode run() throws InterruptedException {
    log.info("serving {}, {}", served.mount().mountpoint(), served.mount().description());
    if (served.pauseMillis() >= 0) {
      log.info("taken over; requests waited at most {} ms", served.pauseMillis());
    }
    Thread.ofPlatform().daemon().name("mount-end").start(this::awaitUnmount);
    while (true) {
      switch (endings.take()) {
        case UNMOUNTED -> {
          log.info("unmounted");
          close();
          return ExitCode.OK;
        }
        case RESTART -> {
          if (handOver()) {
            return ExitCode.RESTART;
          }
        }
      }
    }
  }

  private void awaitUnmount() {
    try {
      if (served.mount().awaitUnmounted(FOREVER)) {
        endings.add(Ending.UNMOUNTED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends everything but the mount, once. Requests under way need all that is open: it is closed
   * when they are answered; before, what takes time and no request needs.
   *
   * @return false if the mount cannot be handed over or all ends already; it is served on then
   */
  private boolean handOver() {
    if (!closing.compareAndSet(false, true)) {
      return false;
    }
    Path state = request.directories().state();
    background.close();
    try {
      Handover.begin(state);
      served.mount().handOver();
    } catch (MountException | IOException e) {
      log.error("the mount cannot be handed over, it is served on: {}", e.getMessage());
      serveOn(state);
      return false;
    }
    try {
      served.close();
      log.info("handed over");
    } finally {
      closed.countDown();
    }
    return true;
  }

  private void serveOn(Path state) {
    cancelNext();
    closing.set(false);
    restarting.set(false);
    try {
      long ignored = Handover.end(state, false);
      background = services();
      startServices();
    } catch (IOException | UserError e) {
      log.error("serving on without control socket and sync: {}", e.getMessage());
    }
  }

  private void cancelNext() {
    try {
      if (succession.isPresent()) {
        succession.get().cancel();
      }
    } catch (IOException e) {
      log.error("the daemon that was to follow is not told: {}", e.getMessage());
    }
  }

  /** SIGTERM and SIGINT: the name goes at once, open files have some seconds, then all ends. */
  private void stopBySignal() {
    if (closing.get()) {
      awaitClosed();
      return;
    }
    log.info("stopping by signal");
    Mount mount = served.mount();
    try {
      notify.stopping();
    } catch (IOException e) {
      log.warn("{}", e.getMessage()); // a supervisor that was killed
    }
    try {
      mount.detach();
      if (!mount.awaitUnmounted(GRACE)) {
        log.warn(
            "{} files are still open after {} s; their readers get errors now",
            mount.openHandles(),
            GRACE.toSeconds());
        mount.abort();
      }
    } catch (MountException e) {
      log.error("stopping: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  private void awaitClosed() {
    try {
      if (!closed.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("closing takes longer than {} s", GRACE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends everything, once; a second caller waits for the first. */
  private void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    try {
      background.close();
      served.close();
      log.info("ended");
    } finally {
      closed.countDown();
    }
  }
}
