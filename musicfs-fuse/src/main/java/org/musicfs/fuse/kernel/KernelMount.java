package org.musicfs.fuse.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeListener;
import org.musicfs.fuse.DescriptorKeeper;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.handover.KeptConnection;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.PlacedMount;
import org.musicfs.fuse.protocol.Init;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mount served by {@link KernelServer}. */
final class KernelMount extends PlacedMount {
  private static final Logger log = LoggerFactory.getLogger(KernelMount.class);

  /** For reads that wait for origins, when the next process can have them sent again. */
  private static final Duration DRAIN = Duration.ofMillis(500);

  /** When it cannot: longer than any read waits by default. */
  private static final Duration WHOLE_DRAIN = Duration.ofSeconds(20);

  private final Connection connection;
  private final KernelServer server;
  private final List<? extends FuseDevice> devices;
  private final KeptConnection kept;
  private final DescriptorKeeper keeper;
  private final Notifier notifier;
  private volatile boolean isKept;
  private volatile boolean handedOver;
  private final AtomicBoolean left = new AtomicBoolean();

  KernelMount(
      Path mountpoint,
      Connection connection,
      KernelServer server,
      List<? extends FuseDevice> devices,
      KeptConnection kept,
      DescriptorKeeper keeper) {
    super(mountpoint);
    this.connection = connection;
    this.server = server;
    this.devices = devices;
    this.kept = kept;
    this.keeper = keeper;
    this.notifier = new Notifier(devices.getFirst(), connection.ids(), connection.agreement());
  }

  /**
   * Serves.
   *
   * @param takenOver whether another process has served it before
   */
  void start(boolean takenOver) {
    placed();
    isKept = takenOver || hasItKept();
    boolean drained = kept.state().isDrained();
    kept.state().setDrained(false);
    connection.fs().onChange(notifier);
    server.start();
    if (takenOver) {
      log.info("taken over from the process before, {} files open", openHandles());
      if (!drained) {
        notifier.resend();
      }
      // Whatever the last process committed and did not live to tell.
      notifier.changed(new TreeChange.Everything());
    }
    MountEntry entry = entry();
    if (entry != null) {
      KernelReadAhead.raise(entry, connection.agreement().maxReadBytes());
    }
  }

  private boolean hasItKept() {
    if (!keeper.isPresent() || entry() == null) {
      return false;
    }
    try {
      kept.keep(keeper);
      return true;
    } catch (IOException e) {
      log.warn("the mount ends with this process: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public boolean answers(Duration patience) {
    return entry() == null || super.answers(patience);
  }

  @Override
  public void detach() throws MountException {
    if (entry() == null) {
      leave();
    } else {
      super.detach();
    }
  }

  @Override
  public void abort() throws MountException {
    if (entry() == null) {
      leave();
    } else {
      super.abort();
    }
  }

  @Override
  public long openHandles() {
    return connection.fs().openHandles();
  }

  @Override
  public String description() {
    return "kernel, protocol 7."
        + connection.agreement().minor()
        + (connection.passthrough() == null ? "" : ", passthrough");
  }

  @Override
  public boolean isKept() {
    return isKept;
  }

  @Override
  public void handOver() throws MountException {
    if (!isKept) {
      throw new MountException(
          MountException.Reason.FAILED,
          "nobody keeps the mount at " + mountpoint() + " beyond this process",
          null);
    }
    connection.fs().onChange(TreeListener.NONE);
    boolean resend = connection.agreement().has(Init.HAS_RESEND);
    try {
      boolean drained = server.drain(resend ? DRAIN : WHOLE_DRAIN);
      kept.state().setDrained(drained);
      handedOver = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException(MountException.Reason.FAILED, "interrupted", e);
    }
  }

  @Override
  public boolean awaitUnmounted(Duration timeout) throws InterruptedException {
    return server.awaitEnd(timeout);
  }

  @Override
  public void close() {
    if (handedOver) {
      return;
    }
    super.close();
    connection.fs().onChange(TreeListener.NONE);
    connection.waiting().close();
    if (isKept) {
      KeptConnection.forget(keeper);
    }
    try {
      if (!left.get() && server.awaitEnd(Duration.ZERO)) {
        devices.forEach(FuseDevice::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves no more what cannot be unmounted: the kernel ends it with its last descriptor. */
  private void leave() {
    if (!left.compareAndSet(false, true)) {
      return;
    }
    try {
      boolean answered = server.drain(DRAIN);
      connection.waiting().close();
      if (!answered) {
        log.warn("mount {}: requests are still under way", mountpoint());
      }
      devices.forEach(FuseDevice::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
