package org.musicfs.core.tree;

/** Told what a commit has changed in a view, so that whoever keeps copies can drop them. */
@FunctionalInterface
public interface TreeListener {
  /**
   * Called on the thread that committed, after the commit and before that thread goes on to report
   * it: whoever is told that a change is done sees it. No lock is held that a reader of the tree or
   * another commit could want, so changes may arrive side by side, out of order and more than once:
   * they say what to look at again, not what it is now. A transaction that was rolled back is not
   * told. Must not throw: the commit stands.
   *
   * <p>What is asked of the tree after this call began is answered from this commit or a later one,
   * never from before. What was asked earlier may have been read before the commit and yet be
   * handed out after a copy was dropped here. Whoever keeps what is handed out counts these calls
   * as they begin, and drops again what was being read or handed out while the count moved.
   */
  void changed(TreeChange change);

  /** Nobody listens. */
  TreeListener NONE = change -> {};
}
