package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.template.TrackFields;
import org.musicfs.core.tree.TreeException;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SearchSource;
import org.musicfs.index.catalogue.TagsCodec;
import org.musicfs.index.tree.CatalogueTree;

/**
 * What the search index asks, on the catalogue. The number up to which changes were let go is kept
 * beside them, as numbers may have gaps; in a catalogue that was rebuilt it begins above all
 * numbers the lost one can have used, so that an older index notices.
 */
final class SearchFeed implements SearchSource {
  private static final String ACKNOWLEDGED = "acknowledged";

  /** Rows deleted in one transaction, so that a sync never waits long for it. */
  private static final int DELETED_AT_ONCE = 20_000;

  private final Catalogue catalogue;
  private final CatalogueTree tree;

  SearchFeed(Catalogue catalogue, CatalogueTree tree) {
    this.catalogue = catalogue;
    this.tree = tree;
  }

  @Override
  public String catalogueId() throws CatalogueException {
    return catalogue.id();
  }

  @Override
  public long lastSequence() throws CatalogueException {
    return catalogue.read(
        session ->
            Math.max(
                session.number(0, "SELECT max(sequence) FROM outbox"),
                Rows.setting(session, ACKNOWLEDGED)));
  }

  @Override
  public long oldestSequence() throws CatalogueException {
    return catalogue.read(session -> Rows.setting(session, ACKNOWLEDGED) + 1);
  }

  @Override
  public List<Change> changes(long afterSequence, int limit) throws CatalogueException {
    return catalogue.read(
        session -> {
          Map<Long, Change> byTrack = new LinkedHashMap<>();
          try (ResultSet rows =
              session.query(
                  "SELECT o.sequence, o.track, coalesce(t.effective, t.tags), t.format"
                      + " FROM outbox o LEFT JOIN tracks t ON t.id = o.track"
                      + " WHERE o.sequence > ? ORDER BY o.sequence LIMIT ?",
                  afterSequence,
                  limit)) {
            while (rows.next()) {
              long track = rows.getLong(2);
              Optional<Document> document =
                  rows.getString(4) == null
                      ? Optional.empty()
                      : Optional.of(document(track, rows, 3));
              byTrack.remove(track); // so that it comes at its last place
              byTrack.put(track, new Change(rows.getLong(1), track, document));
            }
          }
          return List.copyOf(byTrack.values());
        });
  }

  @Override
  public void acknowledge(long sequence) throws CatalogueException {
    long upTo = Math.min(sequence, lastSequence());
    boolean more = true;
    while (more) {
      more =
          catalogue.write(
              transaction -> {
                long first = Rows.setting(transaction.session(), ACKNOWLEDGED);
                long next = Math.min(upTo, first + DELETED_AT_ONCE);
                if (next > first) {
                  transaction.session().update("DELETE FROM outbox WHERE sequence <= ?", next);
                  Rows.setSetting(transaction.session(), ACKNOWLEDGED, next);
                }
                return next < upTo && next > first;
              });
    }
  }

  @Override
  public List<Document> documents(long afterTrackId, int limit) throws CatalogueException {
    return catalogue.read(
        session -> {
          List<Document> documents = new ArrayList<>();
          try (ResultSet rows =
              session.query(
                  "SELECT id, coalesce(effective, tags), format FROM tracks WHERE id > ?"
                      + " ORDER BY id LIMIT ?",
                  afterTrackId,
                  limit)) {
            while (rows.next()) {
              documents.add(document(rows.getLong(1), rows, 2));
            }
          }
          return documents;
        });
  }

  private static Document document(long track, ResultSet row, int first)
      throws SQLException, CatalogueException {
    Tags tags = TagsCodec.decode(row.getBytes(first));
    return new Document(
        track, tags, AudioFormat.valueOf(row.getString(first + 1)), TrackFields.year(tags));
  }

  @Override
  public Optional<String> path(long trackId) throws CatalogueException {
    try {
      return tree.pathOfTrack(trackId);
    } catch (TreeException e) {
      throw new CatalogueException("track " + trackId + ": " + e.getMessage(), e);
    }
  }
}
