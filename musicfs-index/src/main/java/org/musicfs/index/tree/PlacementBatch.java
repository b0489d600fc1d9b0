package org.musicfs.index.tree;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;

/** The changes of one transaction to the views; see {@link Placement} for the rules. */
public final class PlacementBatch {
  private final List<ViewBatch> views = new ArrayList<>();
  private final MadeTexts texts;

  /**
   * @param directories of the views to change
   * @param texts of the main view
   */
  PlacementBatch(List<Directories> directories, MadeTexts texts, Placement.Latecomers latecomers) {
    this.texts = texts;
    for (Directories view : directories) {
      views.add(new ViewBatch(view, texts, latecomers));
    }
  }

  /**
   * A file came, changed, or left this place at an origin. To be told of everything but the tracks
   * that are {@link #place placed}.
   */
  public void changed(OriginId origin, OriginPath file) throws SQLException {
    List<OriginFile> mentioning = texts.mentioning(origin, file);
    for (ViewBatch view : views) {
      view.companionsChanged(origin, file.parent());
      for (OriginFile text : mentioning) {
        view.companionsChanged(text.origin(), text.path().parent());
      }
    }
  }

  /** Remembers the text of a companion that names other files. */
  public void putText(
      long location, OriginId origin, OriginPath file, CompanionKind kind, byte[] content)
      throws SQLException, CatalogueException {
    texts.put(location, new OriginFile(origin, file), kind, content);
  }

  /** Takes a companion that is gone, or is none any more, out of the tree. */
  public void removeCompanion(long location) throws SQLException, CatalogueException {
    for (ViewBatch view : views) {
      view.removeCompanion(location);
    }
    texts.remove(location);
  }

  /** The numbers of a track's nodes are remembered when it is {@link #remove removed} next. */
  public void keepNodes(long track) throws SQLException {
    for (ViewBatch view : views) {
      view.keepNodes(track);
    }
  }

  /** What was kept of a track's nodes, and was not needed when it was placed, is not any more. */
  public void forgetKept(long track) throws SQLException {
    for (ViewBatch view : views) {
      view.forgetKept(track);
    }
  }

  /** Takes a track that is gone out of the tree. */
  public void remove(long track) throws SQLException, CatalogueException {
    for (ViewBatch view : views) {
      view.remove(track);
    }
  }

  /**
   * Places a track that is new or may have to move, and shows its version. It stands at its place
   * when {@link #finish} returns.
   */
  public void place(PlacedTrack track) throws SQLException, CatalogueException {
    changed(track.origin(), track.path());
    for (ViewBatch view : views) {
      view.place(track);
    }
  }

  /** Gives every track its place, companions theirs beside them, and writes the directories. */
  public void finish() throws SQLException, CatalogueException {
    for (ViewBatch view : views) {
      view.finish();
    }
  }
}
