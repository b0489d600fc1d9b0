package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.Versions;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Origins;

/**
 * Gets missing chunks from origins, each once however many wait for it. A flight stays registered
 * until its chunk is stored and its name known; whoever registers the next one looks once more
 * before fetching, so that a chunk that has just landed is not fetched again. Thread-safe; nothing
 * here blocks on an origin.
 */
final class Fetcher implements AutoCloseable {
  /** The most one request asks for, unless a single chunk is longer. */
  static final int MOST_REQUEST_BYTES = 1 << 20;

  /**
   * What the fetching of a library shares.
   *
   * @param copied whether all of a version lies in a file of its own
   */
  record Shared(
      ChunkStore store,
      Manifests manifests,
      Versions versions,
      Origins origins,
      OriginPools pools,
      OriginFiles files,
      ByteBudget budget,
      StreamedChunks streamed,
      Predicate<Manifest> copied,
      PinnedVersions pinned,
      Metrics metrics) {}

  private final Shared shared;
  private final Map<Flight.Key, Flight> flights = new ConcurrentHashMap<>();
  private final ShownPrefixes shown = new ShownPrefixes();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("fetch-retry").factory());

  Fetcher(Shared shared) {
    this.shared = shared;
  }

  /**
   * Fills the destination from a chunk that arrives, or was fetched a moment ago and is not stored
   * yet, or was not taken by the store; false if those bytes of it are not here. A chunk that is
   * asked for after this was false has been stored meanwhile or has to be fetched.
   *
   * @param from where in the chunk
   */
  boolean copy(long versionId, Manifest manifest, int index, int from, ByteBuffer destination) {
    Flight.Key key = Flight.Key.of(versionId, manifest.plan(), index);
    Flight flight = flights.get(key);
    if (flight != null && flight.copy(from, destination)) {
      return true;
    }
    Flight.Landed streamed = shared.streamed.find(key);
    if (streamed != null) {
      streamed.copy(from, destination);
    }
    return streamed != null;
  }

  /** Who brings a chunk now; null if nobody does. */
  @Nullable Flight flight(long versionId, Manifest manifest, int index) {
    return flights.get(Flight.Key.of(versionId, manifest.plan(), index));
  }

  /** Whether a chunk needs no origin: it is stored, or was fetched a moment ago. */
  boolean isAtHand(long versionId, Manifest manifest, int index) {
    return isAtHand(Flight.Key.of(versionId, manifest.plan(), index), manifest, index);
  }

  /**
   * Makes sure that chunk {@code index} is on its way, and with it those up to {@code last} that
   * are missing too.
   *
   * @param insist fetch {@code index} even if its file seems to be there: it could not be read
   * @param deadlineNanos of {@link System#nanoTime}; failures that may pass are tried again till
   *     then
   * @return the flight of {@code index}; null if it is stored by now
   */
  @Nullable Flight demand(
      long versionId, Manifest manifest, int index, int last, boolean insist, long deadlineNanos) {
    Flight own = register(versionId, manifest, index, insist);
    if (own == null) {
      return flight(versionId, manifest, index);
    }
    List<Flight> run = new ArrayList<>();
    run.add(own);
    launch(versionId, manifest, index + 1, last, run, true, deadlineNanos, start -> {});
    return own;
  }

  /**
   * Sets the missing ones of these chunks on their way if the store takes chunks and there is room
   * in the budget. Never waits, never tries twice.
   *
   * @param failed told where in the version a request began that brought nothing
   * @return whether any was missing
   */
  boolean ahead(long versionId, Manifest manifest, int first, int last, LongConsumer failed) {
    return shared.store.admits()
        && launch(
            versionId, manifest, first, last, new ArrayList<>(), false, System.nanoTime(), failed);
  }

  private boolean launch(
      long versionId,
      Manifest manifest,
      int first,
      int last,
      List<Flight> run,
      boolean urgent,
      long deadlineNanos,
      LongConsumer failed) {
    long bytes = 0;
    for (Flight flight : run) {
      bytes += flight.key().length();
    }
    boolean any = false;
    List<Flight> current = run;
    for (int i = first; i <= last; i++) {
      Flight flight = register(versionId, manifest, i, false);
      int length = manifest.plan().length(i);
      if (!current.isEmpty() && (flight == null || bytes + length > MOST_REQUEST_BYTES)) {
        start(versionId, manifest, current, urgent, deadlineNanos, failed);
        current = new ArrayList<>();
        bytes = 0;
      }
      if (flight != null) {
        any = true;
        current.add(flight);
        bytes += length;
      }
    }
    if (!current.isEmpty()) {
      start(versionId, manifest, current, urgent, deadlineNanos, failed);
    }
    return any;
  }

  private void start(
      long versionId,
      Manifest manifest,
      List<Flight> run,
      boolean urgent,
      long deadlineNanos,
      LongConsumer failed) {
    long offset = manifest.plan().offset(run.getFirst().index());
    Runnable onFailure = () -> failed.accept(offset);
    new FetchJob(this, shared, versionId, manifest, run, urgent, deadlineNanos, onFailure).begin();
  }

  /** A new flight for a chunk; null if it has one or needs none. */
  private @Nullable Flight register(long versionId, Manifest manifest, int index, boolean insist) {
    Flight.Key key = Flight.Key.of(versionId, manifest.plan(), index);
    if (flights.containsKey(key) || (!insist && isAtHand(key, manifest, index))) {
      return null;
    }
    Flight flight = new Flight(key, index, shown.find(key));
    if (flights.putIfAbsent(key, flight) != null) {
      return null;
    }
    if (!insist && isAtHand(key, manifest, index)) {
      end(flight, new Flight.Moot());
      return null;
    }
    return flight;
  }

  private boolean isAtHand(Flight.Key key, Manifest manifest, int index) {
    ChunkId id = manifest.id(index);
    return (id != null && shared.store.isPresent(id))
        || shared.streamed.find(key) != null
        || shared.copied.test(manifest);
  }

  /**
   * Lets the next flight start and ends this one, in this order: a reader that has just been told
   * of a failure and asks again must not get the same one.
   */
  void end(Flight flight, Flight.Outcome outcome) {
    shown.ended(flight, outcome);
    flights.remove(flight.key(), flight);
    flight.end(outcome);
    flight.over();
  }

  /** Runs {@code task} later, on a thread that must not be held. */
  void later(Runnable task, long delayNanos) {
    var _ = timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  /** Fails everyone who waits. */
  @Override
  public void close() {
    timer.shutdownNow();
    FetchFailure closing =
        new FetchFailure(
            ContentException.Reason.UNAVAILABLE, "the library is closing", null, false);
    for (Flight flight : List.copyOf(flights.values())) {
      end(flight, new Flight.Failed(closing, System.nanoTime()));
    }
  }
}
