package org.musicfs.index.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.catalogue.SyncStore.KnownDirectory;
import org.musicfs.index.catalogue.SyncStore.KnownFile;
import org.musicfs.index.catalogue.SyncStore.ListedDirectory;
import org.musicfs.index.sync.Vanished.Doubt;
import org.musicfs.index.tags.TagReader;

/**
 * Compares a complete listing with what the catalogue knows of the directory. Called by the listing
 * threads, so that the catalogue's queries run side by side; holds no state of its own.
 *
 * <p>A device number that differs is doubt only where something is missing: some file systems get
 * another number at every boot, and then everything is still there and the new number is noted. A
 * directory that lists empty is doubt too, unless it held a single track: an empty folder after
 * deleting a single is ordinary, a disk with one track is not. The origin's own root is doubted
 * whatever it held.
 */
final class Comparison {
  /** A version seen so soon after its mtime may change once more within the same tick. */
  static final Duration PROVISIONAL = Duration.ofSeconds(2);

  private final SyncStore store;
  private final TagReader tags;
  private final InstantSource clock;
  private final Vanished vanished;
  private final boolean collect;
  private final boolean shallow;
  private final boolean acceptRemovals;

  /**
   * @param collect whether what is missing goes to {@code vanished}; false in a second pass
   * @param shallow whether known sub-directories of the start are left alone
   */
  Comparison(
      SyncStore store,
      TagReader tags,
      InstantSource clock,
      Vanished vanished,
      boolean collect,
      boolean shallow,
      boolean acceptRemovals) {
    this.store = store;
    this.tags = tags;
    this.clock = clock;
    this.vanished = vanished;
    this.collect = collect;
    this.shallow = shallow;
    this.acceptRemovals = acceptRemovals;
  }

  /** Whether a version of this stamp may change within its tick when seen at {@code now}. */
  static boolean isProvisional(FileStamp stamp, Instant now) {
    long ageNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano() - stamp.mtimeNanos();
    return Math.abs(ageNanos) < PROVISIONAL.toNanos();
  }

  Findings.Listed compare(Job job, DirectoryListing listing) throws CatalogueException {
    Map<OriginPath, KnownFile> knownFiles = new HashMap<>();
    Map<OriginPath, KnownDirectory> knownDirectories = new HashMap<>();
    if (job.known().isPresent()) {
      for (KnownFile file : store.files(job.known().get())) {
        knownFiles.put(file.path(), file);
      }
      for (KnownDirectory directory : store.subdirectories(job.known().get())) {
        knownDirectories.put(directory.path(), directory);
      }
    }
    List<String> problems = new ArrayList<>();
    Set<OriginPath> unknown = unknown(listing, problems);
    boolean suddenlyEmpty = suddenlyEmpty(job, listing, knownFiles, knownDirectories);

    List<Long> settled = new ArrayList<>();
    List<Findings.Changed> changed = new ArrayList<>();
    List<DirectoryListing.Entry> fresh = new ArrayList<>();
    int unchanged = 0;
    int audioFiles = 0;
    Instant now = clock.instant();
    for (DirectoryListing.Entry entry : listing.files()) {
      @Nullable KnownFile known = knownFiles.remove(entry.path());
      if (known == null) {
        if (isWanted(entry.path(), problems)) {
          fresh.add(entry);
          audioFiles += tags.isAudioName(entry.path().name()) ? 1 : 0;
        }
      } else if (!known.stamp().sameVersion(entry.stamp()) || known.stale()) {
        audioFiles += known.isTrack() ? 1 : 0;
        changed.add(new Findings.Changed(known.id(), entry));
      } else {
        unchanged += known.isTrack() ? 1 : 0;
        audioFiles += known.isTrack() ? 1 : 0;
        if (known.provisional() && !isProvisional(entry.stamp(), now)) {
          settled.add(known.id());
        }
      }
    }
    List<Job> children = children(job, listing, knownDirectories, problems);
    knownFiles.keySet().removeAll(unknown);
    knownDirectories.keySet().removeAll(unknown);

    boolean missing = !knownFiles.isEmpty() || !knownDirectories.isEmpty();
    long device = listing.stamp().device();
    long deviceBefore = job.known().map(KnownDirectory::device).orElse(0L);
    boolean otherDevice = device != 0 && device != deviceBefore;
    Doubt doubt = Doubt.NONE;
    if (suddenlyEmpty) {
      doubt = job.path().isRoot() ? Doubt.NOT_MOUNTED : Doubt.EMPTIED;
    } else if (otherDevice && deviceBefore != 0 && missing) {
      doubt = Doubt.OTHER_DEVICE;
    }
    if (collect && missing) {
      collect(knownFiles.values(), knownDirectories.values(), doubt);
    }
    boolean tell =
        job.known().isEmpty() || (otherDevice && (doubt == Doubt.NONE || acceptRemovals));
    return new Findings.Listed(
        job,
        tell ? Optional.of(new ListedDirectory(job.path(), device)) : Optional.empty(),
        audioFiles,
        unchanged,
        settled,
        changed,
        fresh,
        children,
        problems);
  }

  private static Set<OriginPath> unknown(DirectoryListing listing, List<String> problems) {
    Set<OriginPath> unknown = new HashSet<>(listing.unknown());
    for (OriginPath path : unknown) {
      if (!Names.isSkipped(path.name())) {
        problems.add(path + ": cannot be looked at (a link that leads nowhere, or no permission)");
      }
    }
    return unknown;
  }

  private static boolean suddenlyEmpty(
      Job job,
      DirectoryListing listing,
      Map<OriginPath, KnownFile> knownFiles,
      Map<OriginPath, KnownDirectory> knownDirectories) {
    if (job.path().isRoot()) {
      boolean nothing =
          listing.files().stream().allMatch(e -> Names.isSkipped(e.path().name()))
              && listing.directories().stream().allMatch(e -> Names.isSkipped(e.path().name()));
      return nothing && !(knownFiles.isEmpty() && knownDirectories.isEmpty());
    }
    boolean nothing =
        listing.files().isEmpty() && listing.directories().isEmpty() && listing.unknown().isEmpty();
    return nothing && (knownFiles.size() > 1 || !knownDirectories.isEmpty());
  }

  private boolean isWanted(OriginPath path, List<String> problems) {
    byte[] name = path.name();
    boolean wanted =
        tags.isAudioName(name) || CompanionKind.ofName(name).isPresent() || Names.isUntold(name);
    if (Names.isSkipped(name) || !wanted) {
      return false;
    }
    reportName(path, name, problems);
    return true;
  }

  private static void reportName(OriginPath path, byte[] name, List<String> problems) {
    if (!Names.isUtf8(name)) {
      problems.add(path + ": the name is not UTF-8");
    }
  }

  /** Sub-directories to descend into; takes those that are there out of {@code known}. */
  private List<Job> children(
      Job job,
      DirectoryListing listing,
      Map<OriginPath, KnownDirectory> known,
      List<String> problems) {
    Job.Chain chain = new Job.Chain(listing.stamp().device(), listing.stamp().inode(), job.chain());
    List<Job> children = new ArrayList<>();
    for (DirectoryListing.Entry entry : listing.directories()) {
      Optional<KnownDirectory> directory = Optional.ofNullable(known.remove(entry.path()));
      byte[] name = entry.path().name();
      if (Names.isSkipped(name)
          || Job.Chain.closesLoop(chain, entry.stamp())
          || (shallow && job.depth() == 0 && directory.isPresent())) {
        continue;
      }
      if (job.depth() + 1 > Job.MAX_DEPTH) {
        problems.add(entry.path() + ": more than " + Job.MAX_DEPTH + " directories deep");
        continue;
      }
      reportName(entry.path(), name, problems);
      children.add(new Job(entry.path(), directory, chain, job.depth() + 1));
    }
    return children;
  }

  private void collect(Iterable<KnownFile> files, Iterable<KnownDirectory> directories, Doubt doubt)
      throws CatalogueException {
    for (KnownFile file : files) {
      vanished.add(file, doubt);
    }
    for (KnownDirectory directory : directories) {
      vanished.addDirectory(directory.id(), doubt);
      collectBelow(directory, doubt);
    }
  }

  private void collectBelow(KnownDirectory directory, Doubt doubt) throws CatalogueException {
    for (KnownFile file : store.files(directory)) {
      vanished.add(file, doubt);
    }
    for (KnownDirectory below : store.subdirectories(directory)) {
      collectBelow(below, doubt);
    }
  }
}
