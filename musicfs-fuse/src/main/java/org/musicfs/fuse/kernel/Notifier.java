package org.musicfs.fuse.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeListener;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.Notice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel what a commit has changed, so that it can go by what it knows for long. Names
 * are taken back, and attributes and listings of directories; never pages: a kernel inode is a
 * version, whose bytes do not change, and taking pages back would wait for reads under way.
 *
 * <p>An answer that was read before the commit cannot last: look-ups and listings that are under
 * way end before the notice takes the name out, and a revalidation holds on to what was taken out.
 *
 * <p>The kernel lets a notice about a directory wait for look-ups and listings in it that are under
 * way. So notices are sent from the thread that has committed, which holds no lock by then that a
 * look-up could want. Any thread, any number at a time; nothing is shared.
 */
final class Notifier implements TreeListener {
  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private final FuseDevice device;
  private final NodeIds ids;
  private final Init.Agreement agreement;

  Notifier(FuseDevice device, NodeIds ids, Init.Agreement agreement) {
    this.device = device;
    this.ids = ids;
    this.agreement = agreement;
  }

  @Override
  public void changed(TreeChange change) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(SystemFunction.CALL_STATE);
      Notice notice = new Notice(arena.allocate(Notice.BYTES));
      switch (change) {
        case TreeChange.Listed listed -> tell(callState, notice, listed);
        case TreeChange.Everything everything -> tellEverything(callState, notice);
      }
    }
  }

  private void tell(MemorySegment callState, Notice notice, TreeChange.Listed listed) {
    for (TreeChange.Entry entry : listed.entries()) {
      long parent = ids.ofDirectory(entry.directoryId());
      send(callState, notice, notice.invalidateEntry(parent, entry.name()));
    }
    for (long directory : listed.directories()) {
      send(callState, notice, notice.invalidateDirectory(ids.ofDirectory(directory)));
    }
  }

  /**
   * Every name is asked for again, and with it the attributes of what it leads to. Without an epoch
   * the short time-outs do it.
   */
  private void tellEverything(MemorySegment callState, Notice notice) {
    if (agreement.hasEpoch()) {
      send(callState, notice, notice.everyEntry());
    }
    send(callState, notice, notice.invalidateDirectory(NodeIds.ROOT));
  }

  /** Has what another process left unanswered sent again. */
  void resend() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(SystemFunction.CALL_STATE);
      Notice notice = new Notice(arena.allocate(Notice.BYTES));
      send(callState, notice, notice.resend());
    }
  }

  private void send(MemorySegment callState, Notice notice, int bytes) {
    int sent = device.send(callState, notice.memory(), 0, bytes);
    // ENOENT, ENOTDIR: it knows nothing of what changed. ENODEV, ENOTCONN: the mount has ended.
    if (sent < 0
        && sent != -Errno.ENOENT
        && sent != -Errno.ENOTDIR
        && sent != -Errno.ENODEV
        && sent != -Errno.ENOTCONN) {
      log.warn("the kernel refused a notice: {}", Errno.text(-sent));
    }
  }
}
