package org.musicfs.index.sync;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore.ListedDirectory;

/** What listing a directory and comparing it with the catalogue led to. */
sealed interface Findings {
  Job job();

  /**
   * It was listed completely. What has vanished from it is already in {@link Vanished}.
   *
   * @param record the directory, if the catalogue must be told of it
   * @param audioFiles seen
   * @param unchanged how many of them are known as they are
   * @param settled locations that are no longer provisional
   * @param changed known files with another version
   * @param fresh files under names the catalogue does not have
   * @param children sub-directories to look into
   * @param problems names that could not be looked at, or are not UTF-8; one line each
   */
  record Listed(
      Job job,
      Optional<ListedDirectory> record,
      int audioFiles,
      int unchanged,
      List<Long> settled,
      List<Changed> changed,
      List<DirectoryListing.Entry> fresh,
      List<Job> children,
      List<String> problems)
      implements Findings {}

  /** A known location whose file has another version. */
  record Changed(long location, DirectoryListing.Entry entry) {}

  /** It is certainly not there. */
  record Gone(Job job) implements Findings {}

  /** Nobody can say. */
  record Unknown(Job job, OriginException cause) implements Findings {}

  /** The catalogue could not be asked; the sync cannot go on. */
  record Failed(Job job, CatalogueException cause) implements Findings {}
}
