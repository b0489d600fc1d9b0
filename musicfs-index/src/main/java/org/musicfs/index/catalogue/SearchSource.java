package org.musicfs.index.catalogue;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;

/**
 * What the search index asks of the catalogue. A change of a track and its row in the outbox are
 * one transaction, so an index that remembers the last sequence it committed can lose nothing in a
 * crash. Thread-safe.
 */
public interface SearchSource {
  /**
   * Names this catalogue among all there ever were of the library: a catalogue that was set aside
   * and made anew counts tracks and sequences from the start again, and an index of the old one
   * must not be taken for its own.
   */
  String catalogueId() throws CatalogueException;

  /** Sequence of the newest change; 0 if there never was one. */
  long lastSequence() throws CatalogueException;

  /**
   * Changes after {@code afterSequence}, oldest first, several of one track folded into the last.
   *
   * @param limit the most wanted, more than 0
   */
  List<Change> changes(long afterSequence, int limit) throws CatalogueException;

  /** Sequence of the oldest change still kept; an index that is older than this must be rebuilt. */
  long oldestSequence() throws CatalogueException;

  /** Lets go of changes up to and including this one: they are safely in the index. */
  void acknowledge(long sequence) throws CatalogueException;

  /** Tracks with an id greater than {@code afterTrackId}, in order of id; for a rebuild. */
  List<Document> documents(long afterTrackId, int limit) throws CatalogueException;

  /** Where a track is listed in the served view, relative to its root; empty if it is not. */
  Optional<String> path(long trackId) throws CatalogueException;

  /**
   * One change.
   *
   * @param document what the track is now; empty if it is gone
   */
  record Change(long sequence, long trackId, Optional<Document> document) {}

  /**
   * What is searched of a track.
   *
   * @param tags with overrides applied
   * @param year 0 if unknown
   */
  record Document(long trackId, Tags tags, AudioFormat format, int year) {}
}
