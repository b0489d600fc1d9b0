package org.musicfs.fuse.jnr;

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
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.mountpoint.PlacedMount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount served by libfuse. One thread sets it up, waits in libfuse's loop while libfuse's own
 * threads serve, and frees everything when the kernel says that the mount is gone. Whether it is
 * mounted is learnt from the kernel's INIT and the mount table; this process never looks into it.
 */
final class JnrMount extends PlacedMount {
  private static final Logger log = LoggerFactory.getLogger(JnrMount.class);
  private static final Duration START = Duration.ofSeconds(15);

  private final TreeFileSystem fs;
  private final Callbacks callbacks;
  private final MountOptions options;
  private final CountDownLatch ended = new CountDownLatch(1);

  JnrMount(TreeFileSystem fs, Callbacks callbacks, MountOptions options) {
    super(options.mountpoint());
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
      placed();
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
  public String description() {
    return "jnr, libfuse 2";
  }

  @Override
  public boolean isKept() {
    return false;
  }

  @Override
  public void handOver() throws MountException {
    throw new MountException(
        MountException.Reason.FAILED, "a mount served by libfuse 2 ends with its process", null);
  }

  @Override
  public long openHandles() {
    return fs.openHandles();
  }

  @Override
  public boolean awaitUnmounted(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
