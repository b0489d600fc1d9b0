package org.musicfs.fuse.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.musicfs.core.tree.TreeListener;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.PlacedMount;

/** A mount served by {@link KernelServer}. */
final class KernelMount extends PlacedMount {
  private final Connection connection;
  private final KernelServer server;
  private final List<? extends FuseDevice> devices;
  private final Notifier notifier;

  KernelMount(
      Path mountpoint,
      Connection connection,
      KernelServer server,
      List<? extends FuseDevice> devices) {
    super(mountpoint);
    this.connection = connection;
    this.server = server;
    this.devices = devices;
    this.notifier = new Notifier(devices.getFirst(), connection.ids(), connection.agreement());
  }

  void start() {
    placed();
    connection.fs().onChange(notifier);
    server.start();
    MountEntry entry = entry();
    if (entry != null) {
      KernelReadAhead.raise(entry, connection.agreement().maxReadBytes());
    }
  }

  @Override
  public long openHandles() {
    return connection.fs().openHandles();
  }

  @Override
  public String description() {
    return "kernel, protocol 7." + connection.agreement().minor();
  }

  @Override
  public boolean isKept() {
    return false;
  }

  @Override
  public void handOver() throws MountException {
    throw new MountException(
        MountException.Reason.FAILED, "nobody keeps the mount beyond this process", null);
  }

  @Override
  public boolean awaitUnmounted(Duration timeout) throws InterruptedException {
    return server.awaitEnd(timeout);
  }

  @Override
  public void close() {
    super.close();
    connection.fs().onChange(TreeListener.NONE);
    connection.waiting().close();
    try {
      if (server.awaitEnd(Duration.ZERO)) {
        devices.forEach(FuseDevice::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
