package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.name.NameRules;
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
  private static final String SEPARATOR = "\u001f";

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

  /** An album that holds a text. */
  private record Holder(long id, List<String> identity, String text) {}

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
        Holder holder = find(keyFields, disambiguators, fields);
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
        session().query("SELECT holder FROM aunique_uses WHERE track = ?", track)) {
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

  private Holder find(List<String> keyFields, List<String> disambiguators, TrackFields fields)
      throws SQLException, CatalogueException {
    String album = NameRules.collisionKey(String.join(SEPARATOR, values(keyFields, fields)));
    List<String> identity = new ArrayList<>(values(disambiguators, fields));
    identity.addAll(values(List.of(TagField.MUSICBRAINZ_ALBUMID.key()), fields));
    List<Holder> others = new ArrayList<>();
    try (ResultSet rows =
        session()
            .query(
                "SELECT id, identity, text FROM aunique_holders WHERE view = ? AND album = ?",
                view,
                album)) {
      while (rows.next()) {
        Holder holder =
            new Holder(
                rows.getLong(1),
                List.of(rows.getString(2).split(SEPARATOR, -1)),
                rows.getString(3));
        if (holder.identity().equals(identity)) {
          return holder;
        }
        others.add(holder);
      }
    }
    Holder made = new Holder(transaction.nextId(IdKind.HOLDER), identity, text(identity, others));
    session()
        .update(
            "INSERT INTO aunique_holders (id, view, album, identity, text) VALUES (?, ?, ?, ?, ?)",
            made.id(),
            view,
            album,
            String.join(SEPARATOR, identity),
            made.text());
    any = true;
    return made;
  }

  private static List<String> values(List<String> names, TrackFields fields) {
    return names.stream()
        .map(name -> String.join("; ", fields.values(name)).replace(SEPARATOR, ""))
        .toList();
  }

  private static String text(List<String> identity, List<Holder> others) {
    Set<String> taken = new HashSet<>();
    others.forEach(holder -> taken.add(NameRules.collisionKey(holder.text())));
    if (!taken.contains("")) {
      return "";
    }
    for (int i = 0; i < identity.size() - 1; i++) { // the last is the release's id: not shown
      String value = identity.get(i);
      int field = i;
      boolean tells =
          !value.isBlank()
              && others.stream()
                  .noneMatch(
                      o -> field < o.identity().size() && value.equals(o.identity().get(field)));
      if (tells && !taken.contains(NameRules.collisionKey(value))) {
        return value;
      }
    }
    Suffix hash = Suffix.of(String.join(SEPARATOR, identity));
    return Suffix.DIGITS.stream()
        .map(hash::hex)
        .filter(text -> !taken.contains(text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("two albums with one hash: " + identity));
  }
}
