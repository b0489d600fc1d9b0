package org.musicfs.fuse.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.sys.CLibrary;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.tree.TreeException;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.device.KernelDevice;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.Opcode;
import org.musicfs.fuse.protocol.Reply;
import org.musicfs.fuse.protocol.Request;
import org.musicfs.fuse.sys.Libc;

/** Mounts by speaking to the kernel. */
public final class KernelMounter {
  /** Twice the processors, and enough that some can wait for the disk. */
  private static final int LEAST_WORKERS = 4;

  private static final int MOST_WORKERS = 16;

  private KernelMounter() {}

  /**
   * Mounts and serves; returns when the kernel has the mount and requests are answered.
   *
   * @throws MountException {@code FAILED}, with what the kernel or fusermount said
   */
  public static Mount mount(TreeFileSystem fs, Edge edge, MountOptions options, Metrics metrics)
      throws MountException {
    KernelDevice device = new KernelDevice(DeviceMounter.mount(options));
    boolean done = false;
    List<KernelDevice> devices = new ArrayList<>(List.of(device));
    try {
      Init.Agreement agreement = negotiate(device, options);
      for (int i = 1; i < workers(); i++) {
        devices.add(new KernelDevice(DeviceMounter.duplicate(device.descriptor())));
      }
      Connection connection =
          new Connection(
              fs,
              new NodeIds(fs.root().id()),
              agreement,
              Connection.timeOuts(agreement),
              new WaitingReads(fs, edge, agreement.maxReadBytes()),
              edge,
              metrics);
      KernelServer server = new KernelServer(connection, devices, options.library());
      KernelMount mount = new KernelMount(options.mountpoint(), connection, server, devices);
      mount.start();
      done = true;
      return mount;
    } catch (TreeException e) {
      throw DeviceMounter.failed(options, String.valueOf(e.getMessage()), e);
    } finally {
      if (!done) {
        devices.forEach(KernelDevice::close); // which ends the mount
        DeviceMounter.abandon(options);
      }
    }
  }

  private static int workers() {
    return Math.clamp(2L * Runtime.getRuntime().availableProcessors(), LEAST_WORKERS, MOST_WORKERS);
  }

  /** The first request is INIT; the kernel sends nothing else before it is answered. */
  private static Init.Agreement negotiate(KernelDevice device, MountOptions options)
      throws MountException {
    int page = Libc.getpagesize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(CLibrary.CALL_STATE);
      Request request = new Request(arena.allocate(2L * page, page));
      Reply reply = new Reply(arena.allocate(Reply.memoryBytes(page, page), page), page);
      int n = device.receive(callState, request.memory());
      while (n == -Errno.EINTR) {
        n = device.receive(callState, request.memory());
      }
      if (n < 0 || !request.accept(n) || request.opcode() != Opcode.INIT) {
        throw DeviceMounter.failed(
            options, n < 0 ? Errno.text(-n) : "the kernel does not begin with INIT", null);
      }
      Init.Offer offer = request.initOffer();
      if (!offer.isSpoken()) {
        throw DeviceMounter.failed(
            options,
            "the kernel speaks protocol "
                + offer.major()
                + "."
                + offer.minor()
                + ", 7.31 (Linux 5.4) is needed; fuse.backend = \"jnr\" does without",
            null);
      }
      Init.Agreement agreement = Init.agree(offer, options.fuse().maxReadBytes(), false);
      int bytes = reply.finish(request.unique(), reply.init(agreement));
      int sent = device.send(callState, reply.memory(), reply.start(), bytes);
      if (sent < 0) {
        throw DeviceMounter.failed(
            options, "the kernel refused the answer to INIT: " + Errno.text(-sent), null);
      }
      return agreement;
    }
  }
}
