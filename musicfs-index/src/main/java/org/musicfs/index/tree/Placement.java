package org.musicfs.index.tree;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Transaction;

/**
 * Keeps the main view's nodes in step with the tracks. Used within catalogue transactions, which
 * take turns: {@link #begin}, any number of removals and placements, {@link PlacementBatch#finish}.
 *
 * <p>Rules: a track whose evaluated path did not change keeps node, name and directories untouched.
 * A name belongs to whoever holds it for as long as it exists; who comes later gets a {@link
 * Suffix}. Directories that are equal under the collision key are one, under the spelling it was
 * made with. All tracks of a transaction leave their old places before the first takes a new one,
 * so the result does not depend on their order more than it must.
 */
public final class Placement {
  /** The id of the view that is mounted. */
  public static final int MAIN_VIEW = 1;

  private final TreeRules rules;
  private final InstantSource clock;
  private @Nullable Directories directories;

  public Placement(TreeRules rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** Names the rules: two placements with the same text place everything alike. */
  public String rulesText() {
    return rules.text();
  }

  /** Starts the changes of one transaction. */
  public PlacementBatch begin(Transaction transaction) {
    return begin(transaction, Latecomers.NONE);
  }

  /**
   * Starts the changes of one transaction.
   *
   * @param latecomers tells of tracks that still stand where other rules put them
   */
  public PlacementBatch begin(Transaction transaction, Latecomers latecomers) {
    Directories known = directories;
    if (known == null) {
      known = new Directories(MAIN_VIEW, clock, transaction);
      directories = known;
    }
    known.begin(transaction);
    return new PlacementBatch(rules, known, latecomers);
  }

  /**
   * While all tracks are placed anew, one may want a name that another holds only because its own
   * turn has not come. Such a track is then placed in the same batch.
   */
  @FunctionalInterface
  public interface Latecomers {
    Latecomers NONE = track -> null;

    /** The track, if it still has to be placed anew; null if it stands where it belongs. */
    @Nullable PlacedTrack find(long track) throws java.sql.SQLException, CatalogueException;
  }
}
