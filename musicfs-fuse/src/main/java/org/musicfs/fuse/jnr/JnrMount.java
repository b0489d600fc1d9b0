package org.musicfs.fuse.jnr;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jnr.ffi.Pointer;
import jnr.ffi.byref.IntByReference;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.mountpoint.Unmounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount served by libfuse. One thread sets it up, waits in libfuse's loop while libfuse's own
 * threads serve, and frees everything when the kernel says that the mount is gone. Whether it is
 * mounted is learnt from the kernel's INIT and the mount table; this process never looks into it.
 */
final class JnrMount implements Mount {
  private static final Logger log = LoggerFactory.getLogger(JnrMount.class);
  private static final Duration START = Duration.ofSeconds(15);
  private static final Duration END = Duration.ofSeconds(5);

  private final TreeFileSystem fs;
  private final Callbacks callbacks;
  private final MountOptions options;
  private final MountTable table = new MountTable();
  private final Unmounter unmounter = new Unmounter(table);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable MountEntry entry;

  JnrMount(TreeFileSystem fs, Callbacks callbacks, MountOptions options) {
    this.fs = fs;
    this.callbacks = callbacks;
    this.options = options;
  }

  void start() throws MountException {
    CompletableFuture<Void> mounted = new CompletableFuture<>();
    Thread.ofPlatform().name("fuse-" + options.library()).daemon().start(() -> serve(mounted));
    try {
      long deadline = System.nanoTime() + START.toNanos();
      mounted.get(START.toNanos(), TimeUnit.NANOSECONDS);
      entry = table.at(options.mountpoint()).filter(MountEntry::isOurs).orElse(null);
      long left = deadline - System.nanoTime();
      if (!callbacks.initialised().await(left, TimeUnit.NANOSECONDS)) {
        close();
        throw failed("the kernel does not answer", null);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MountException reason) {
        throw reason;
      }
      throw failed(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw failed("libfuse does not return", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw failed("interrupted", e);
    }
  }

  private void serve(CompletableFuture<Void> mounted) {
    try {
      LibFuse2 library = LibFuse2.load();
      PointerByReference mountpoint = new PointerByReference();
      Pointer fuse = setUp(library, mountpoint);
      mounted.complete(null);
      int result = library.fuse_loop_mt(fuse);
      if (result != 0) {
        log.warn("libfuse's loop for {} ended with {}", options.mountpoint(), result);
      }
      library.fuse_teardown(fuse, mountpoint.getValue());
      log.debug("mount {} has ended", options.mountpoint());
    } catch (Throwable e) {
      if (!mounted.completeExceptionally(e)) {
        log.error("mount {} ended unexpectedly", options.mountpoint(), e);
      }
    } finally {
      ended.countDown();
    }
  }

  private Pointer setUp(LibFuse2 library, PointerByReference mountpoint) throws MountException {
    String[] arguments = JnrMounter.arguments(options);
    StderrCapture.Captured<@Nullable Pointer> outcome =
        StderrCapture.during(
            () ->
                library.fuse_setup(
                    arguments.length,
                    arguments,
                    callbacks.table(),
                    callbacks.tableBytes(),
                    mountpoint,
                    new IntByReference(),
                    null));
    Pointer fuse = outcome.result();
    if (fuse == null) {
      throw failed(outcome.said().isEmpty() ? "libfuse gives no reason" : outcome.said(), null);
    }
    if (!outcome.said().isEmpty()) {
      log.warn("libfuse: {}", outcome.said());
    }
    return fuse;
  }

  private MountException failed(String why, @Nullable Throwable cause) {
    return new MountException(
        MountException.Reason.FAILED,
        "cannot mount on " + options.mountpoint() + ": " + why.replace('\n', ';'),
        cause);
  }

  @Override
  public Path mountpoint() {
    return options.mountpoint();
  }

  @Override
  public long openHandles() {
    return fs.openHandles();
  }

  @Override
  public void unmount() throws MountException {
    MountEntry mounted = entry;
    if (mounted != null) {
      unmounter.unmount(mounted);
    }
  }

  @Override
  public void detach() throws MountException {
    MountEntry mounted = entry;
    if (mounted != null) {
      unmounter.detach(mounted);
    }
  }

  @Override
  public void abort() throws MountException {
    MountEntry mounted = entry;
    if (mounted != null && ended.getCount() > 0 && !unmounter.abort(mounted)) {
      log.warn(
          "{} is detached; requests that still wait end with this process", mounted.mountpoint());
    }
  }

  @Override
  public boolean awaitUnmounted(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    try {
      unmountOrAbort();
      if (!awaitUnmounted(END)) {
        log.warn("mount {}: requests are still under way", options.mountpoint());
      }
    } catch (MountException e) {
      log.error("{}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void unmountOrAbort() throws MountException {
    try {
      unmount();
    } catch (MountException e) {
      log.info("{}: aborting it", e.getMessage());
      abort();
    }
  }
}
