package org.musicfs.index.search;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SearchSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index agree with the catalogue, on one thread that begins with the first request.
 *
 * <p><b>Nothing is lost.</b> A change of a track and its row in the outbox are one transaction
 * there; documents and the checkpoint that says how far they go are one commit here; rows are let
 * go only after that commit. So a crash at any point leaves an index that knows what it lacks, and
 * applying a change twice does no harm.
 *
 * <p><b>Rebuild.</b> An index that is missing, damaged, of another format or of another catalogue
 * is removed and built from all documents; one that has missed changes is built over in place, so
 * that it goes on answering: each document is replaced under a new generation, and at the end what
 * still carries an old one is gone from the catalogue and is removed. The sequence noted at the
 * beginning is where following the outbox begins afterwards. A rebuild interrupted goes on where it
 * was.
 *
 * <p><b>Failures.</b> Damage costs a rebuild; anything else (a full disk, a locked catalogue) is
 * tried again, ever more slowly, and told once.
 */
final class IndexUpdater implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IndexUpdater.class);

  private static final long MAX_BACKOFF_SECONDS = 60;

  private final SearchSource source;
  private final IndexStore store;
  private final IndexSettings settings;
  private final IndexProgress progress;

  // Only the updater's thread touches what follows.
  private @Nullable Checkpoint checkpoint;
  private @Nullable Checkpoint committed;
  private int uncommitted;
  private long firstUncommittedNanos;
  private long idleSinceNanos;
  private boolean released = true;
  private int failures;

  IndexUpdater(SearchSource source, IndexStore store, IndexSettings settings) {
    this.source = source;
    this.store = store;
    this.settings = settings;
    this.progress = new IndexProgress(this::run);
  }

  /** What other threads may ask and tell it. */
  IndexProgress progress() {
    return progress;
  }

  private void run() {
    boolean asked = progress.awaitRequest(Long.MAX_VALUE);
    assert asked || progress.isClosed();
    while (!progress.isClosed()) {
      try {
        if (progress.takeSuspicion()) {
          forget();
        }
        while (step() && !progress.isClosed()) {
          commitIfDue();
        }
        idleSinceNanos = System.nanoTime();
        released = false;
        waitForWork();
      } catch (IOException | CatalogueException | RuntimeException e) {
        recover(e);
      }
    }
    finish();
  }

  /** Does one batch of work; false if there is none left. */
  private boolean step() throws IOException, CatalogueException {
    Checkpoint at = checkpoint;
    if (at == null) {
      at = open();
      checkpoint = at;
    }
    return at.rebuilding() ? rebuild(at) : follow(at);
  }

  private Checkpoint open() throws IOException, CatalogueException {
    store.verify();
    Optional<Checkpoint> found = store.openWriter();
    String catalogue = source.catalogueId();
    long last = source.lastSequence();
    Checkpoint usable =
        found.filter(c -> c.catalogue().equals(catalogue) && c.sequence() <= last).orElse(null);
    committed = usable;
    if (usable == null) {
      log.info("the search index is built anew");
      store.destroy();
      store.openWriter();
      return Checkpoint.startOfRebuild(catalogue, last);
    }
    if (hasMissedChanges(usable, last)) {
      log.info("the search index has missed changes and is built over");
      return Checkpoint.startOfRebuild(catalogue, last);
    }
    if (!usable.rebuilding()) {
      source.acknowledge(usable.sequence()); // a crash may have come between commit and this
    }
    return usable;
  }

  private boolean hasMissedChanges(Checkpoint found, long last) throws CatalogueException {
    return found.sequence() < source.oldestSequence() - 1
        || (found.sequence() < last && source.changes(found.sequence(), 1).isEmpty());
  }

  private boolean rebuild(Checkpoint at) throws IOException, CatalogueException {
    List<SearchSource.Document> tracks =
        source.documents(at.rebuiltTo().orElseThrow(), settings.batch());
    if (tracks.isEmpty()) {
      store.deleteAll(
          new BooleanQuery.Builder()
              .add(MatchAllDocsQuery.INSTANCE, Occur.MUST)
              .add(new TermQuery(TrackDocuments.generationTerm(at.generation())), Occur.MUST_NOT)
              .build());
      commit(at.complete());
      log.info("the search index is complete: {} tracks", store.documents());
      return true;
    }
    for (SearchSource.Document track : tracks) {
      put(track, at);
    }
    advance(at.rebuiltTo(tracks.getLast().trackId()), tracks.size());
    progress.building(tracks.size());
    return true;
  }

  private boolean follow(Checkpoint at) throws IOException, CatalogueException {
    long last = source.lastSequence();
    List<SearchSource.Change> changes = source.changes(at.sequence(), settings.batch());
    if (changes.isEmpty()) {
      Checkpoint reached = at.at(Math.max(at.sequence(), last));
      checkpoint = reached;
      progress.applied(reached.sequence());
      if (failures > 0 && uncommitted == 0) {
        log.info("the search index is well again");
        failures = 0;
      }
      return false;
    }
    if (!store.openWriter().equals(Optional.ofNullable(committed))) {
      forget(); // someone removed or replaced the files while they were closed
      return true;
    }
    long sequence = at.sequence();
    for (SearchSource.Change change : changes) {
      if (change.document().isPresent()) {
        put(change.document().get(), at);
      } else {
        store.delete(TrackDocuments.idTerm(change.trackId()));
      }
      sequence = Math.max(sequence, change.sequence());
    }
    advance(at.at(sequence), changes.size());
    return true;
  }

  private void put(SearchSource.Document track, Checkpoint at) throws IOException {
    store.put(
        TrackDocuments.idTerm(track.trackId()), TrackDocuments.toLucene(track, at.generation()));
  }

  private void advance(Checkpoint to, int documents) {
    if (uncommitted == 0) {
      firstUncommittedNanos = System.nanoTime();
    }
    uncommitted += documents;
    checkpoint = to;
  }

  private void commitIfDue() throws IOException, CatalogueException {
    Checkpoint at = checkpoint;
    boolean enough = uncommitted >= settings.commitEvery();
    if (at != null && uncommitted > 0 && (enough || nanosToCommit() <= 0)) {
      commit(at);
    }
  }

  private long nanosToCommit() {
    return firstUncommittedNanos + settings.commitAfter().toNanos() - System.nanoTime();
  }

  private void commit(Checkpoint at) throws IOException, CatalogueException {
    store.commit(at);
    checkpoint = at;
    committed = at;
    uncommitted = 0;
    if (!at.rebuilding()) {
      source.acknowledge(at.sequence());
    }
  }

  /** Returns when there may be work, having committed and released what is due meanwhile. */
  private void waitForWork() throws IOException, CatalogueException {
    while (!progress.isClosed()) {
      commitIfDue();
      long nanosToIdle = idleSinceNanos + settings.idleAfter().toNanos() - System.nanoTime();
      if (uncommitted == 0 && !released && nanosToIdle <= 0) {
        store.release();
        released = true;
      }
      long wait =
          uncommitted > 0 ? nanosToCommit() : released ? Long.MAX_VALUE : Math.max(1, nanosToIdle);
      if (progress.awaitRequest(wait)) {
        return;
      }
    }
  }

  private void forget() throws IOException {
    checkpoint = null;
    committed = null;
    uncommitted = 0;
    progress.unknown();
    store.release();
  }

  private void recover(Exception failure) {
    boolean damaged = failure instanceof IOException io && IndexStore.isDamage(io);
    if (failures++ == 0) {
      String what =
          damaged ? "the search index is damaged and is built anew" : "the search index is stuck";
      if (failure instanceof RuntimeException) {
        log.warn(what, failure);
      } else {
        log.warn("{}: {}", what, failure.toString()); // a disk's failure, not ours
      }
    }
    try {
      forget();
      if (damaged) {
        store.destroy();
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    boolean atOnce = damaged && failures == 1;
    if (!atOnce) {
      progress.failed(String.valueOf(failure.getMessage()));
      long seconds = Math.min(MAX_BACKOFF_SECONDS, 1L << Math.min(failures, 6));
      progress.pause(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  /** Makes the last changes durable and closes everything. */
  private void finish() {
    try {
      Checkpoint at = checkpoint;
      if (at != null && uncommitted > 0) {
        commit(at);
      }
    } catch (IOException | CatalogueException | RuntimeException e) {
      log.warn("the last changes of the search index are applied again at the next start", e);
    }
    try {
      store.release();
    } catch (IOException | RuntimeException e) {
      log.warn("the search index could not be closed", e);
    }
  }

  /** Ends the thread, after a commit; waits for it. */
  @Override
  public void close() {
    progress.close();
  }
}
