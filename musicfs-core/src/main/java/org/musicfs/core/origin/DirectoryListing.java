package org.musicfs.core.origin;

import java.util.List;

/**
 * One directory, completely listed.
 *
 * @param stamp the directory's own state
 * @param files regular files (symbolic links followed), in no particular order
 * @param directories sub-directories (symbolic links followed), in no particular order
 * @param unknown names that are there but whose state could not be told (dangling links, no
 *     permission); nothing known about them may be removed
 */
public record DirectoryListing(
    FileStamp stamp, List<Entry> files, List<Entry> directories, List<OriginPath> unknown) {
  public DirectoryListing {
    files = List.copyOf(files);
    directories = List.copyOf(directories);
    unknown = List.copyOf(unknown);
  }

  /** One entry: where it is and what the origin says of it. */
  public record Entry(OriginPath path, FileStamp stamp) {}
}
