package org.musicfs.fuse.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.core.tree.TreeException;
import org.musicfs.fuse.DescriptorKeeper;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.device.KernelDevice;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.OpenHandles;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.handover.KeptConnection;
import org.musicfs.fuse.handover.MountState;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.protocol.Init;

/** Mounts by speaking to the kernel, or takes over what a process before this one has mounted. */
public final class KernelMounter {
  /** Twice the processors, and enough that some can wait for the disk. */
  private static final int LEAST_WORKERS = 4;

  private static final int MOST_WORKERS = 16;

  private KernelMounter() {}

  /**
   * Mounts and serves; returns when the kernel has the mount and requests are answered. A
   * connection that {@code keeper} holds for this mountpoint is served on: what its last process
   * left unanswered is sent again.
   *
   * @param files makes the file system, given where to count open files
   * @throws MountException {@code UNSUPPORTED} if the kernel is too old, {@code FAILED}, with what
   *     the kernel or fusermount said
   */
  public static Mount mount(
      Function<OpenHandles, TreeFileSystem> files,
      Edge edge,
      MountOptions options,
      DescriptorKeeper keeper,
      Metrics metrics)
      throws MountException {
    boolean offered = !keeper.taken(DescriptorKeeper.DEVICE).isEmpty();
    Optional<KeptConnection> left = KeptConnection.take(keeper, options.mountpoint());
    if (offered && left.isEmpty()) {
      DeviceMounter.abandon(options);
    }
    KeptConnection kept = left.isPresent() ? left.get() : connect(options);
    boolean done = false;
    try {
      KernelMount mount = mount(kept, files.apply(kept.state()), edge, options, keeper, metrics);
      mount.start(left.isPresent());
      done = true;
      return mount;
    } catch (TreeException e) {
      throw DeviceMounter.failed(options, String.valueOf(e.getMessage()), e);
    } finally {
      if (!done) {
        kept.devices().forEach(Descriptor::close); // which ends the mount
        KeptConnection.forget(keeper);
        DeviceMounter.abandon(options);
      }
    }
  }

  private static KernelMount mount(
      KeptConnection kept,
      TreeFileSystem fs,
      Edge edge,
      MountOptions options,
      DescriptorKeeper keeper,
      Metrics metrics)
      throws TreeException {
    Init.Agreement agreement = kept.state().agreement();
    List<KernelDevice> devices = kept.devices().stream().map(KernelDevice::new).toList();
    Connection connection =
        new Connection(
            fs,
            new NodeIds(fs.root().id()),
            agreement,
            Connection.timeOuts(agreement),
            new WaitingReads(fs, edge, agreement.maxReadBytes()),
            passthrough(kept),
            kept.state().counted(),
            edge,
            metrics);
    KernelServer server = new KernelServer(connection, devices, options.library());
    return new KernelMount(options.mountpoint(), connection, server, devices, kept, keeper);
  }

  private static @Nullable Passthrough passthrough(KeptConnection kept) {
    int device = kept.devices().getFirst();
    return kept.state().agreement().has(Init.PASSTHROUGH) && Passthrough.isPossible(device)
        ? new Passthrough(device, kept.state().inodes())
        : null;
  }

  /** A new connection, mounted and negotiated. */
  private static KeptConnection connect(MountOptions options) throws MountException {
    List<Integer> devices = new ArrayList<>();
    boolean done = false;
    try {
      devices.add(DeviceMounter.mount(options));
      KernelDevice first = new KernelDevice(devices.getFirst());
      Init.Agreement agreement = Negotiation.with(first, options);
      for (int i = 1; i < workers(); i++) {
        devices.add(DeviceMounter.duplicate(devices.getFirst()));
      }
      String device = new MountTable().at(options.mountpoint()).map(MountEntry::device).orElse("");
      MountState state = MountState.create(agreement, options.mountpoint().toString(), device);
      done = true;
      return new KeptConnection(List.copyOf(devices), state);
    } catch (IOException e) {
      throw DeviceMounter.failed(options, String.valueOf(e.getMessage()), e);
    } finally {
      if (!done) {
        boolean mounted = !devices.isEmpty();
        devices.forEach(Descriptor::close);
        if (mounted) {
          DeviceMounter.abandon(options);
        }
      }
    }
  }

  private static int workers() {
    return Math.clamp(2L * Runtime.getRuntime().availableProcessors(), LEAST_WORKERS, MOST_WORKERS);
  }
}
