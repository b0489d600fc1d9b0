package org.musicfs.origin.sftp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;

/**
 * Tells a name that is certainly not there from one that cannot be reached. The server's "no such
 * file" alone does not: the root may be a disk that is not mounted, a link on the way may lead
 * nowhere. So every directory from the root on is looked at, with all requests at once.
 */
final class Absence {
  private record Step(CompletableFuture<Attributes> itself, Target target) {}

  private Absence() {}

  /**
   * Returns if {@code path} is absent for certain.
   *
   * @param wantsDirectory whether anything else there counts as absence
   * @throws SftpFailure why it cannot be told
   */
  static void confirm(
      Connection connection,
      SftpPaths paths,
      OriginPath path,
      boolean wantsDirectory,
      Deadline deadline)
      throws SftpFailure {
    Target root = Target.ask(connection, paths.root(), paths.root());
    List<Step> steps = new ArrayList<>();
    for (OriginPath prefix : paths.prefixes(path)) {
      byte[] absolute = paths.absolute(prefix);
      steps.add(
          new Step(
              connection.linkStat(absolute), Target.ask(connection, root.realRoot(), absolute)));
    }
    if (path.isRoot() || !isDirectory(root, deadline)) {
      throw SftpFailure.because(
          Reason.UNREACHABLE, "its directory is not there; its disk may not be mounted");
    }
    for (int i = 0; i < steps.size(); i++) {
      if (endsAt(steps.get(i), wantsDirectory || i < steps.size() - 1, deadline)) {
        return;
      }
    }
    throw SftpFailure.because(Reason.UNREACHABLE, "it was gone and is there again");
  }

  private static boolean endsAt(Step step, boolean wantsDirectory, Deadline deadline)
      throws SftpFailure {
    try {
      deadline.await(step.itself());
    } catch (SftpFailure e) {
      if (e.isNoSuchFile()) {
        return true;
      }
      throw e;
    }
    Attributes behind;
    try {
      behind = step.target().attributes(deadline);
    } catch (SftpFailure e) {
      throw e.isNoSuchFile()
          ? SftpFailure.because(Reason.UNREACHABLE, "a link on the way leads nowhere")
          : e;
    }
    return (wantsDirectory && !behind.isDirectory()) || !step.target().isInside(deadline);
  }

  private static boolean isDirectory(Target root, Deadline deadline) throws SftpFailure {
    try {
      return root.attributes(deadline).isDirectory();
    } catch (SftpFailure e) {
      if (e.isNoSuchFile()) {
        return false;
      }
      throw e;
    }
  }
}
