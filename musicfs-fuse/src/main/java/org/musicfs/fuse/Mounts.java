package org.musicfs.fuse;

import java.time.InstantSource;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.jnr.JnrMounter;

/** Mounts a tree. */
public final class Mounts {
  private Mounts() {}

  /**
   * Mounts {@code tree} and returns once the kernel has the mount and requests are answered. The
   * mountpoint is taken as it is: {@link org.musicfs.fuse.mountpoint.Mountpoints#check} comes
   * first. The caller closes the mount; a process that ends without leaves a stale one behind.
   *
   * @throws org.musicfs.core.error.UserError with exit code {@code ENVIRONMENT} if this machine
   *     lacks what a mount needs
   * @throws MountException {@code FAILED}, with what libfuse said
   */
  public static Mount mount(
      FileTree tree,
      NodeAttributes attributes,
      FileContent content,
      MountOptions options,
      Metrics metrics,
      InstantSource clock)
      throws MountException {
    FuseEnvironment.check(options.allowOther());
    TreeFileSystem fs = new TreeFileSystem(tree, attributes, content, options, metrics);
    return JnrMounter.mount(fs, new Edge(metrics, clock), options);
  }
}
