package org.musicfs.origin.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What kind of file system a path lies on. */
final class FileSystems {
  /** Types whose files others change: of NFS, SMB, FUSE, Plan 9, Ceph, AFS and cluster systems. */
  private static final List<String> SHARED =
      List.of(
          "nfs",
          "cifs",
          "smb",
          "fuse",
          "9p",
          "virtiofs",
          "ceph",
          "afs",
          "gfs",
          "ocfs",
          "lustre",
          "gluster",
          "davfs",
          "vboxsf");

  private FileSystems() {}

  /**
   * Whether files may change there without this machine's kernel knowing. True where it cannot be
   * told. Asks the file system.
   */
  static boolean isShared(Path path) {
    try {
      String type = Files.getFileStore(path).type().toLowerCase(Locale.ROOT);
      return !type.startsWith("fuseblk") && SHARED.stream().anyMatch(type::startsWith);
    } catch (IOException e) {
      return true;
    }
  }
}
