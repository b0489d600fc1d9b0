package org.musicfs.fuse;

import java.time.InstantSource;
import java.util.function.Function;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.OpenHandles;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.jnr.JnrMounter;
import org.musicfs.fuse.kernel.KernelMounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mounts a tree. */
public final class Mounts {
  private static final Logger log = LoggerFactory.getLogger(Mounts.class);

  private Mounts() {}

  /**
   * Mounts {@code tree} and returns once the kernel has the mount and requests are answered. The
   * mountpoint is taken as it is: {@link org.musicfs.fuse.mountpoint.Mountpoints#check} comes
   * first. A mount of this place that {@code keeper} kept for us is taken over instead. The caller
   * closes the mount; a process that ends without leaves a stale one behind.
   *
   * @throws org.musicfs.core.error.UserError with exit code {@code ENVIRONMENT} if this machine
   *     lacks what a mount needs
   * @throws MountException {@code FAILED}, with what the kernel, fusermount or libfuse said; {@code
   *     UNSUPPORTED}
   */
  public static Mount mount(
      FileTree tree,
      NodeAttributes attributes,
      FileContent content,
      MountOptions options,
      DescriptorKeeper keeper,
      Metrics metrics,
      InstantSource clock)
      throws MountException {
    FuseEnvironment.check(options.fuse().backend(), options.allowOther());
    Function<OpenHandles, TreeFileSystem> files =
        handles -> new TreeFileSystem(tree, attributes, content, options, handles, metrics);
    Edge edge = new Edge(metrics, clock);
    return switch (options.fuse().backend()) {
      case JNR -> jnr(files, edge, options);
      case KERNEL -> KernelMounter.mount(files, edge, options, keeper, metrics);
      case AUTO -> {
        try {
          yield KernelMounter.mount(files, edge, options, keeper, metrics);
        } catch (MountException e) {
          if (e.reason() != MountException.Reason.UNSUPPORTED || !JnrMounter.isAvailable()) {
            throw e;
          }
          log.info("libfuse 2 serves instead: {}", e.getMessage());
          yield jnr(files, edge, options);
        }
      }
    };
  }

  private static Mount jnr(
      Function<OpenHandles, TreeFileSystem> files, Edge edge, MountOptions options)
      throws MountException {
    return JnrMounter.mount(files.apply(OpenHandles.ofThisProcess()), edge, options);
  }
}
