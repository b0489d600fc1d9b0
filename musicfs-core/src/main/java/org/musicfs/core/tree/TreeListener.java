package org.musicfs.core.tree;

/** Told what a commit has changed in a view, so that whoever keeps copies can drop them. */
@FunctionalInterface
public interface TreeListener {
  /**
   * Called on the thread that committed, after the commit and before that thread goes on to report
   * it, with no lock held that a reader of the tree could want. Changes may arrive out of order and
   * more than once: they say what to look at again, not what it is now.
   */
  void changed(TreeChange change);

  /** Nobody listens. */
  TreeListener NONE = change -> {};
}
