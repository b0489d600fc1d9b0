package org.musicfs.index.library;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.TagsCodec;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.tree.Placement;
import org.musicfs.index.tree.PlacementBatch;

/**
 * Makes the catalogue follow the overrides: changes above the number it remembers, in order, in one
 * transaction with that number. Runs at open and after every change, so a crash between the user
 * state's commit and the catalogue's loses nothing.
 */
final class OverrideReplay {
  private static final String REPLAYED = "replayed";

  private final Catalogue catalogue;
  private final Overrides overrides;
  private final Placement placement;
  private final TreeBuilder builder;

  OverrideReplay(
      Catalogue catalogue, Overrides overrides, Placement placement, TreeBuilder builder) {
    this.catalogue = catalogue;
    this.overrides = overrides;
    this.placement = placement;
    this.builder = builder;
  }

  /** Up to which change the catalogue has followed. */
  long replayed() throws CatalogueException {
    return catalogue.read(session -> Rows.setting(session, REPLAYED));
  }

  void run() throws CatalogueException {
    if (overrides.changesAfter(replayed()).isEmpty()) {
      return;
    }
    catalogue.write(
        transaction -> {
          Session session = transaction.session();
          List<Overrides.Change> changes = overrides.changesAfter(Rows.setting(session, REPLAYED));
          if (!changes.isEmpty()) {
            replay(transaction, changes);
            Rows.setSetting(session, REPLAYED, changes.getLast().sequence());
          }
          return true;
        });
  }

  private void replay(Transaction transaction, List<Overrides.Change> changes)
      throws SQLException, CatalogueException {
    PlacementBatch tree = placement.begin(transaction, builder.latecomers(transaction));
    List<Long> tracks = new java.util.ArrayList<>();
    for (Overrides.Change change : changes) {
      long track =
          transaction
              .session()
              .number(
                  0,
                  "SELECT coalesce(p.id, l.track) FROM locations l"
                      + " JOIN directories d ON d.id = l.directory"
                      + " LEFT JOIN tracks p ON p.location = l.id AND p.part > 0 AND p.part = ?"
                      + " WHERE d.origin = ? AND d.path = ? AND l.name = ?"
                      + " AND (p.id IS NOT NULL OR ? = 0)",
                  change.track().part(),
                  change.track().origin().value(),
                  change.track().path().parent().toBytes(),
                  change.track().path().name(),
                  change.track().part());
      if (track != 0 && !tracks.contains(track)) {
        tracks.add(track);
        apply(transaction, track, change.track());
      }
    }
    for (long track : tracks) {
      tree.place(TrackRows.placed(transaction.session(), track).orElseThrow());
    }
    tree.finish();
  }

  private void apply(Transaction transaction, long track, TrackPlace place)
      throws SQLException, CatalogueException {
    Map<TagField, List<String>> set = overrides.find(place, Optional.empty());
    Tags tags = TrackRows.tagsAsRead(transaction.session(), track);
    transaction
        .session()
        .update(
            "UPDATE tracks SET effective = ? WHERE id = ?",
            set.isEmpty() ? null : TagsCodec.encode(tags.with(set)),
            track);
    Rows.trackChanged(transaction, track);
  }
}
