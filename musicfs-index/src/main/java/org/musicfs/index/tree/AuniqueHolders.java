package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.template.TrackFields;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/**
 * What {@code %aunique} shows. Albums that agree in the key fields share a name; the first of them
 * gets it bare and keeps it while one of its tracks exists, each later one shows the first
 * disambiguator whose value none of the others has, at last a short hash. What an album got it
 * keeps, so an album that comes later changes none. An album is known by its disambiguators' values
 * and its MusicBrainz release. Confined to one transaction.
 */
final class AuniqueHolders {
  private final Transaction transaction;
  private final int view;
  private @Nullable Boolean any;

  AuniqueHolders(Transaction transaction, int view) {
    this.transaction = transaction;
    this.view = view;
  }

  private Session session() {
    return transaction.session();
  }

  /** What the evaluation of one track asks, and so holds. */
  final class Uses implements TrackFields.Aunique {
    private final PlacedTrack track;
    private final Set<Long> used = new HashSet<>();
    private @Nullable SQLException failure;
    private @Nullable CatalogueException refusal;

    private Uses(PlacedTrack track) {
      this.track = track;
    }

    @Override
    public String text(List<String> keyFields, List<String> disambiguators, TrackFields fields) {
      try {
        AlbumName holder = find(keyFields, disambiguators, fields);
        used.add(holder.id());
        return holder.text();
      } catch (SQLException e) {
        failure = e; // the evaluation cannot throw it; save() does
      } catch (CatalogueException e) {
        refusal = e;
      }
      return "";
    }

    /** Remembers which texts the track holds now, and lets go of the others. */
    void save() throws SQLException, CatalogueException {
      if (failure != null) {
        throw failure;
      }
      if (refusal != null) {
        throw refusal;
      }
      if (used.isEmpty() && !anyHolder()) {
        return;
      }
      Set<Long> before = track.isNew() ? Set.of() : usesOf(track.track());
      for (long holder : used) {
        if (!before.contains(holder)) {
          session()
              .update(
                  "INSERT INTO aunique_uses (track, holder) VALUES (?, ?)", track.track(), holder);
        }
      }
      for (long holder : before) {
        if (!used.contains(holder)) {
          drop(track.track(), holder);
        }
      }
    }
  }

  Uses of(PlacedTrack track) {
    return new Uses(track);
  }

  /** The track is gone. */
  void release(long track) throws SQLException {
    if (anyHolder()) {
      for (long holder : usesOf(track)) {
        drop(track, holder);
      }
    }
  }

  private boolean anyHolder() throws SQLException {
    Boolean known = any;
    if (known == null) {
      known = session().number(0, "SELECT EXISTS (SELECT 1 FROM aunique_holders)") != 0;
      any = known;
    }
    return known;
  }

  private Set<Long> usesOf(long track) throws SQLException {
    Set<Long> holders = new HashSet<>();
    try (ResultSet rows =
        session()
            .query(
                "SELECT u.holder FROM aunique_uses u JOIN aunique_holders h ON h.id = u.holder"
                    + " WHERE u.track = ? AND h.view = ?",
                track,
                view)) {
      while (rows.next()) {
        holders.add(rows.getLong(1));
      }
    }
    return holders;
  }

  private void drop(long track, long holder) throws SQLException {
    session().update("DELETE FROM aunique_uses WHERE track = ? AND holder = ?", track, holder);
    session()
        .update(
            "DELETE FROM aunique_holders WHERE id = ?"
                + " AND NOT EXISTS (SELECT 1 FROM aunique_uses WHERE holder = ?)",
            holder,
            holder);
  }

  private AlbumName find(List<String> keyFields, List<String> disambiguators, TrackFields fields)
      throws SQLException, CatalogueException {
    String album = AlbumName.key(keyFields, fields);
    List<String> identity = AlbumName.identity(disambiguators, fields);
    List<AlbumName> others = new ArrayList<>();
    try (ResultSet rows =
        session()
            .query(
                "SELECT id, identity, text FROM aunique_holders WHERE view = ? AND album = ?",
                view,
                album)) {
      while (rows.next()) {
        AlbumName holder =
            new AlbumName(
                rows.getLong(1),
                List.of(rows.getString(2).split(AlbumName.SEPARATOR, -1)),
                rows.getString(3));
        if (holder.identity().equals(identity)) {
          return holder;
        }
        others.add(holder);
      }
    }
    AlbumName made =
        new AlbumName(
            transaction.nextId(IdKind.HOLDER), identity, AlbumName.text(identity, others));
    session()
        .update(
            "INSERT INTO aunique_holders (id, view, album, identity, text) VALUES (?, ?, ?, ?, ?)",
            made.id(),
            view,
            album,
            String.join(AlbumName.SEPARATOR, identity),
            made.text());
    any = true;
    return made;
  }
}
