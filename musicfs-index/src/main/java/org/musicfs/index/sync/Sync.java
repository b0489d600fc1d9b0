package org.musicfs.index.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.control.SyncProgress.Phase;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.sync.Vanished.Doubt;
import org.musicfs.index.tags.TagReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync of one origin, or of a part of it. {@link #run} once, on a thread meant for it; the rest
 * from any thread.
 *
 * <p><b>Moves.</b> A file under a new name may be one whose old name is gone, and the directory of
 * the old name may be listed later. So, where the catalogue knows tracks of this origin at all, new
 * files are held (path and stamp, not yet opened) until everything is listed; then {@link Vanished}
 * is complete and each is matched with it by device, inode, size and mtime. More new files than may
 * be held are dropped, and found again by a second pass that holds nothing, because by then
 * everything vanished is known. The memory is bounded and the outcome does not depend on the order.
 *
 * <p>What was reported at one time is one sync of several targets, so that both ends of a move are
 * in it.
 *
 * <p><b>Removals.</b> Decided after that, from what nobody claimed. Doubtful ones are kept (a
 * directory on another device, or suddenly empty), and all of them are if they are more than 10 %
 * and more than 50 of the origin's tracks, unless removals were accepted beforehand.
 *
 * <p>Whatever was applied before a failure, a {@link #cancel} or a crash is not read again.
 */
final class Sync {
  private static final Logger log = LoggerFactory.getLogger(Sync.class);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final long MANY = 50;
  private static final double MANY_SHARE = 0.10;

  private static final String ACCEPT = "if that is meant: musicfs rescan --accept-removals";

  private final Origin origin;
  private final SyncStore store;
  private final TagReader tags;
  private final Metrics metrics;
  private final InstantSource clock;
  private final SyncSettings settings;
  private final AtomicInteger stuckListings;
  private final List<OriginPath> targets;
  private final boolean acceptRemovals;
  private final Consumer<SyncProgress> listener;

  private final Counters counters = new Counters();
  private final Vanished vanished = new Vanished();
  private final ProblemLog problemLog;
  private final List<DirectoryListing.Entry> held = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Directories of this pass, where several targets may lead to one. */
  private final Set<OriginPath> scheduled = new HashSet<>();

  private boolean overflowed;
  private boolean incomplete;
  private volatile boolean unreachable;
  private long publishedNanos;
  private volatile boolean cancelled;
  private volatile SyncProgress last;

  /**
   * @param targets the directories and files to look at; the root alone for everything
   * @param listener takes every progress, on the thread that runs
   */
  Sync(
      Origin origin,
      SyncStore store,
      TagReader tags,
      Metrics metrics,
      InstantSource clock,
      SyncSettings settings,
      AtomicInteger stuckListings,
      List<OriginPath> targets,
      boolean acceptRemovals,
      Consumer<SyncProgress> listener) {
    this.origin = origin;
    this.store = store;
    this.tags = tags;
    this.metrics = metrics;
    this.clock = clock;
    this.settings = settings;
    this.stuckListings = stuckListings;
    this.targets = List.copyOf(targets);
    this.acceptRemovals = acceptRemovals;
    this.listener = listener;
    this.problemLog = new ProblemLog(origin.displayName());
    this.last = counters.snapshot(origin.displayName(), Phase.RUNNING, "");
  }

  List<OriginPath> targets() {
    return targets;
  }

  /** Whether it looks at all of the origin. */
  boolean isWhole() {
    return targets.contains(OriginPath.ROOT);
  }

  boolean acceptsRemovals() {
    return acceptRemovals;
  }

  /** The last progress; the final one after {@link #run}. */
  SyncProgress progress() {
    SyncProgress now = last;
    return now.phase() == Phase.RUNNING
        ? counters.snapshot(origin.displayName(), Phase.RUNNING, "")
        : now;
  }

  /** Whether the origin gave no answer; false as well when something else ended the sync. */
  boolean isOriginUnreachable() {
    return unreachable;
  }

  /** Ends the sync at the next batch boundary. */
  void cancel() {
    cancelled = true;
  }

  /** A part of the origin could not be looked at at all. */
  private static final class NotListed extends Exception {
    NotListed(String message) {
      super(message);
    }
  }

  /** Runs to the end. Never throws for what the origin or the catalogue does. */
  SyncProgress run() {
    publish(Phase.RUNNING, "");
    Phase phase;
    try {
      attempt();
      phase = incomplete ? Phase.INCOMPLETE : Phase.DONE;
    } catch (InterruptedException e) {
      notes.addFirst("stopped before its end");
      phase = Phase.INCOMPLETE;
    } catch (NotListed e) {
      notes.addFirst(e.getMessage() + "");
      unreachable = true;
      phase = Phase.FAILED;
    } catch (CatalogueException e) {
      log.debug("sync of {} failed", origin.displayName(), e); // its end is logged below
      notes.addFirst("the catalogue failed: " + e.getMessage());
      phase = Phase.FAILED;
    } catch (RuntimeException e) {
      log.error("sync of {} failed unexpectedly", origin.displayName(), e);
      notes.addFirst("failed unexpectedly: " + e);
      phase = Phase.FAILED;
    }
    return end(phase);
  }

  private SyncProgress end(Phase phase) {
    String message = String.join("; ", notes);
    if (phase != Phase.DONE) {
      metrics.increment(Metric.SYNC_FAILURES);
    }
    if (isWhole()) {
      try {
        store.syncEnded(origin.id(), phase == Phase.DONE, clock.millis(), message);
      } catch (CatalogueException | RuntimeException e) {
        log.warn(
            "the end of the sync of {} could not be noted: {}", origin.displayName(), e.toString());
      }
    }
    publish(phase, message);
    String outcome = message.isEmpty() ? last.summary() : last.summary() + " (" + message + ")";
    if (phase == Phase.FAILED) {
      log.warn("sync of {} {}", origin.displayName(), outcome);
    } else {
      log.info("sync of {} {}", origin.displayName(), outcome);
    }
    return last;
  }

  private void attempt() throws InterruptedException, NotListed, CatalogueException {
    if (stuckListings.get() >= settings.listingThreads()) {
      throw new NotListed(
          origin.displayName() + ": does not answer; listings of before are still waiting");
    }
    long tracksBefore = store.trackCount(origin.id());
    List<Scope> scopes = new ArrayList<>();
    for (OriginPath target : targets) {
      if (!Names.isBelowSkipped(target)) {
        scopes.add(Scope.of(store, origin.id(), target));
      }
    }
    // Closed in reverse order: the readers first, for they fill the writer.
    try (BatchWriter writer =
            new BatchWriter(
                origin.id(),
                store,
                counters,
                problemLog,
                metrics,
                () -> cancelled,
                settings.batchSize(),
                settings.batchAge());
        TagStage tagStage =
            new TagStage(
                origin, tags, metrics, clock, writer, this::problem, settings.tagThreads())) {
      for (int i = 0; i < scopes.size(); i++) {
        scopes.set(i, pass(scopes.get(i), tracksBefore > 0, true, tagStage, writer));
      }
      for (DirectoryListing.Entry entry : held) {
        read(tagStage, writer, matched(entry));
      }
      held.clear();
      drain(tagStage, writer);
      if (overflowed) {
        scheduled.clear();
        for (Scope scope : scopes) {
          pass(scope, false, false, tagStage, writer);
        }
        drain(tagStage, writer);
      }
      remove(tracksBefore, writer);
      drain(tagStage, writer);
    }
  }

  /**
   * Lists the scope once.
   *
   * @param hold whether new files wait for the end, to be matched with what vanished
   * @param first whether to count and to collect what is missing
   * @return the scope that was listed: the one above if the start is no directory
   */
  private Scope pass(
      Scope scope, boolean hold, boolean first, TagStage tagStage, BatchWriter writer)
      throws InterruptedException, NotListed, CatalogueException {
    Comparison comparison =
        new Comparison(store, tags, clock, vanished, first, scope.shallow(), acceptRemovals);
    try (DirectoryWalk walk =
        new DirectoryWalk(
            origin, comparison, settings.patience(), settings.listingThreads(), stuckListings)) {
      walk.add(unscheduled(List.of(scope.job())));
      while (!walk.isDone()) {
        tick(writer);
        @Nullable Findings findings = walk.next(TICK);
        switch (findings) {
          case null -> {}
          case Findings.Failed failed -> throw failed.cause();
          case Findings.Unknown unknown -> unknown(unknown, first);
          case Findings.Gone gone when gone.job().depth() > 0 ->
              log.debug("{}/{}: gone since it was seen", origin.displayName(), gone.job().path());
          case Findings.Gone gone when scope.start().isRoot() ->
              throw new NotListed(origin.displayName() + ": is not there");
          case Findings.Gone gone -> {
            return pass(scope.above(store, origin.id()), hold, first, tagStage, writer);
          }
          case Findings.Listed listed -> {
            if (first) {
              count(listed, writer);
            }
            walk.add(unscheduled(listed.children()));
            take(listed, hold, tagStage, writer);
          }
        }
      }
    }
    return scope;
  }

  /** A directory is listed once, whichever of several targets leads to it first. */
  private List<Job> unscheduled(List<Job> jobs) {
    return targets.size() == 1
        ? jobs
        : jobs.stream().filter(job -> scheduled.add(job.path())).toList();
  }

  private void unknown(Findings.Unknown unknown, boolean first) throws NotListed {
    if (unknown.job().depth() == 0) {
      throw new NotListed(unknown.cause().getMessage() + "");
    }
    if (first) {
      problem(unknown.cause().getMessage() + "");
      if (!incomplete) {
        notes.add("not everything could be listed: " + unknown.cause().getMessage());
      }
      incomplete = true;
    }
  }

  private void count(Findings.Listed listed, BatchWriter writer) throws InterruptedException {
    counters.directories.incrementAndGet();
    counters.files.addAndGet(listed.audioFiles());
    counters.unchanged.addAndGet(listed.unchanged());
    listed.problems().forEach(this::problem);
    if (listed.record().isPresent()) {
      writer.listed(listed.record().get());
    }
    for (long location : listed.settled()) {
      writer.settled(location);
    }
  }

  private void take(Findings.Listed listed, boolean hold, TagStage tagStage, BatchWriter writer)
      throws InterruptedException, CatalogueException {
    for (Findings.Changed changed : listed.changed()) {
      read(
          tagStage,
          writer,
          new TagStage.Task(
              changed.entry().path(),
              changed.entry().stamp(),
              Optional.of(changed.location()),
              false));
    }
    for (DirectoryListing.Entry entry : listed.fresh()) {
      if (!hold) {
        read(tagStage, writer, matched(entry));
      } else if (held.size() < settings.heldFiles()) {
        held.add(entry);
      } else {
        overflowed = true;
      }
    }
  }

  private TagStage.Task matched(DirectoryListing.Entry entry) {
    OptionalLong old = vanished.claim(entry.stamp());
    return new TagStage.Task(
        entry.path(),
        entry.stamp(),
        old.isPresent() ? Optional.of(old.getAsLong()) : Optional.empty(),
        old.isPresent());
  }

  private void read(TagStage tagStage, BatchWriter writer, TagStage.Task task)
      throws InterruptedException, CatalogueException {
    while (!tagStage.offer(task, TICK)) {
      tick(writer);
    }
  }

  private void drain(TagStage tagStage, BatchWriter writer)
      throws InterruptedException, CatalogueException {
    while (!tagStage.isIdle(TICK)) {
      tick(writer);
    }
    CountDownLatch applied = writer.mark();
    do {
      tick(writer);
    } while (!applied.await(TICK.toNanos(), TimeUnit.NANOSECONDS));
    tick(writer);
  }

  private void remove(long tracksBefore, BatchWriter writer)
      throws InterruptedException, CatalogueException {
    long certain = vanished.count(Doubt.NONE);
    long otherDevice = vanished.count(Doubt.OTHER_DEVICE);
    long notMounted = vanished.count(Doubt.NOT_MOUNTED);
    long emptied = vanished.count(Doubt.EMPTIED);
    boolean tooMany = certain > MANY && certain > tracksBefore * MANY_SHARE;
    if (!acceptRemovals) {
      counters.heldBack.set(notMounted + otherDevice + emptied + (tooMany ? certain : 0));
      incomplete |= notMounted > 0;
      holdBack(notMounted, "because the origin is suddenly empty (is its disk not mounted?)");
      holdBack(emptied, "in directories that are suddenly empty (is a disk not mounted?)");
      holdBack(otherDevice, "in directories that lie on another device than last time");
      holdBack(tooMany ? certain : 0, "at once, of " + tracksBefore);
      if (tooMany) {
        return;
      }
    }
    List<Long> tracks = new ArrayList<>();
    List<Long> others = new ArrayList<>();
    List<Long> directories = new ArrayList<>();
    vanished.forEach(acceptRemovals, tracks::add, others::add, directories::add);
    for (long track : tracks) {
      tick(writer);
      writer.removed(track, true);
    }
    for (long other : others) {
      tick(writer);
      writer.removed(other, false);
    }
    for (long directory : directories) {
      writer.removedDirectory(directory);
    }
  }

  private void holdBack(long tracks, String where) {
    if (tracks > 0) {
      String note = tracks + " tracks are gone " + where + " and were kept; " + ACCEPT;
      log.warn("{}: {}", origin.displayName(), note);
      notes.add(note);
    }
  }

  private void problem(String message) {
    counters.problems.incrementAndGet();
    problemLog.problem(message);
  }

  private void tick(BatchWriter writer) throws InterruptedException, CatalogueException {
    if (cancelled || Thread.interrupted()) {
      throw new InterruptedException("cancelled");
    }
    writer.failure();
    if (System.nanoTime() - publishedNanos >= settings.progressInterval().toNanos()) {
      publish(Phase.RUNNING, "");
    }
  }

  private void publish(Phase phase, String message) {
    publishedNanos = System.nanoTime();
    last = counters.snapshot(origin.displayName(), phase, message);
    listener.accept(last);
  }
}
