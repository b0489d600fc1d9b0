package org.musicfs.index.tree;

import java.nio.charset.Charset;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.text.LegacyText;

/**
 * Keeps the nodes of the views in step with the tracks. Used within catalogue transactions, which
 * take turns: {@link #begin}, any number of removals and placements, {@link PlacementBatch#finish}.
 *
 * <p>Rules: a track whose evaluated path did not change keeps node, name and directories untouched.
 * A name belongs to whoever holds it for as long as it exists; who comes later gets a {@link
 * Suffix}. Directories that are equal under the collision key are one, under the spelling it was
 * made with. All tracks of a transaction leave their old places before the first takes a new one,
 * so the result does not depend on their order more than it must.
 */
public final class Placement {
  private final InstantSource clock;
  private final Map<Integer, Directories> directories = new ConcurrentHashMap<>();
  private volatile List<View> views = List.of();
  private volatile Charset legacy = LegacyText.WINDOWS_1252;

  public Placement(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Sets the views there are.
   *
   * @param all the main view first
   */
  public void use(List<View> all) {
    views = List.copyOf(all);
    directories.clear();
  }

  /** What playlists and cue sheets are written in that are no UTF-8. */
  public void readTextsIn(Charset encoding) {
    legacy = encoding;
  }

  /** The main view first. */
  public List<View> views() {
    return views;
  }

  /**
   * Starts the changes of one transaction to all views.
   *
   * @param latecomers tells of tracks that still stand where other rules put them
   */
  public PlacementBatch begin(Transaction transaction, Latecomers latecomers) {
    return begin(transaction, latecomers, views);
  }

  /** Starts the changes of one transaction to some views. */
  public PlacementBatch begin(Transaction transaction, Latecomers latecomers, List<View> some) {
    MadeTexts texts = new MadeTexts(directories(views.getFirst(), transaction), legacy);
    return new PlacementBatch(
        some.stream().map(view -> directories(view, transaction)).toList(), texts, latecomers);
  }

  private Directories directories(View view, Transaction transaction) {
    Directories known =
        directories.computeIfAbsent(view.id(), id -> new Directories(view, clock, transaction));
    known.begin(transaction);
    return known;
  }

  /**
   * While all tracks are placed anew, one may want a name that another holds only because its own
   * turn has not come. Such a track is then placed in the same batch.
   */
  @FunctionalInterface
  public interface Latecomers {
    Latecomers NONE = (view, track) -> null;

    /** The track, if it still has to be placed anew; null if it stands where it belongs. */
    @Nullable PlacedTrack find(View view, long track) throws SQLException, CatalogueException;
  }
}
