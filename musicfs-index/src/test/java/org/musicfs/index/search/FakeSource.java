package org.musicfs.index.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SearchSource;

/** A catalogue in memory, with an outbox that forgets what was acknowledged. */
final class FakeSource implements SearchSource {
  private final TreeMap<Long, Document> tracks = new TreeMap<>();
  private final TreeMap<Long, Long> outbox = new TreeMap<>();
  private long last;
  private long acknowledged;
  private long documentsAsked;
  private String id = "catalogue-1";
  private boolean broken;
  private volatile Runnable beforeAnswer = () -> {};

  synchronized void put(Document document) {
    tracks.put(document.trackId(), document);
    outbox.put(++last, document.trackId());
  }

  synchronized void remove(long trackId) {
    tracks.remove(trackId);
    outbox.put(++last, trackId);
  }

  /** Gone from the tree, and the index does not know it yet. */
  synchronized void removeSilently(long trackId) {
    tracks.remove(trackId);
  }

  /** A catalogue made anew: nothing in it, counting from the start. */
  synchronized void startOver() {
    tracks.clear();
    outbox.clear();
    last = 0;
    acknowledged = 0;
    id = id + "'";
  }

  synchronized void setBroken(boolean value) {
    broken = value;
  }

  /** Runs on the asking thread before each batch is answered. */
  void beforeAnswer(Runnable action) {
    beforeAnswer = action;
  }

  synchronized long documentsAsked() {
    return documentsAsked;
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  synchronized List<Long> trackIds() {
    return List.copyOf(tracks.keySet());
  }

  synchronized void awaitAcknowledged(long sequence) throws InterruptedException {
    long begin = System.nanoTime();
    while (acknowledged < sequence) {
      if (System.nanoTime() - begin > 20_000_000_000L) {
        throw new AssertionError("acknowledged " + acknowledged + ", not " + sequence);
      }
      wait(100);
    }
  }

  @Override
  public synchronized String catalogueId() throws CatalogueException {
    return id;
  }

  @Override
  public synchronized long lastSequence() throws CatalogueException {
    check();
    return last;
  }

  @Override
  public List<Change> changes(long afterSequence, int limit) throws CatalogueException {
    beforeAnswer.run();
    synchronized (this) {
      check();
      Map<Long, Change> folded = new LinkedHashMap<>();
      for (Map.Entry<Long, Long> row : outbox.tailMap(afterSequence, false).entrySet()) {
        if (folded.size() == limit && !folded.containsKey(row.getValue())) {
          break;
        }
        long track = row.getValue();
        folded.remove(track);
        folded.put(track, new Change(row.getKey(), track, Optional.ofNullable(tracks.get(track))));
      }
      return new ArrayList<>(folded.values());
    }
  }

  @Override
  public synchronized long oldestSequence() throws CatalogueException {
    check();
    return acknowledged + 1;
  }

  @Override
  public synchronized void acknowledge(long sequence) throws CatalogueException {
    check();
    acknowledged = Math.max(acknowledged, sequence);
    outbox.headMap(sequence, true).clear();
    notifyAll();
  }

  @Override
  public List<Document> documents(long afterTrackId, int limit) throws CatalogueException {
    beforeAnswer.run();
    synchronized (this) {
      check();
      documentsAsked++;
      return tracks.tailMap(afterTrackId, false).values().stream().limit(limit).toList();
    }
  }

  @Override
  public synchronized Optional<String> path(long trackId) throws CatalogueException {
    check();
    return tracks.containsKey(trackId) ? Optional.of("t" + trackId) : Optional.empty();
  }

  private void check() throws CatalogueException {
    if (broken) {
      throw new CatalogueException("the catalogue is locked", null);
    }
  }

  static Document track(long id, int year, AudioFormat format, Map<TagField, List<String>> tags) {
    return new Document(id, Tags.of(tags), format, year);
  }

  static Document titled(long id, String title) {
    return track(id, 0, AudioFormat.FLAC, Map.of(TagField.TITLE, List.of(title)));
  }
}
