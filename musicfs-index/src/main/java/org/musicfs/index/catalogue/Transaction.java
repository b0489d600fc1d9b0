package org.musicfs.index.catalogue;

/**
 * What a transaction works with. Confined to the call it was made for.
 *
 * <p>Whoever keeps what it read or wrote beyond a transaction, to spare queries, compares {@link
 * #discarded} with what it was: when it differs, a transaction was rolled back or the database
 * replaced since, and what was kept is not true any more.
 */
public final class Transaction {
  private final Session session;
  private final Ids ids;
  private final long discarded;
  private boolean treeChanged;

  Transaction(Session session, Ids ids, long discarded) {
    this.session = session;
    this.ids = ids;
    this.discarded = discarded;
  }

  /** The connection. */
  public Session session() {
    return session;
  }

  /** An id that was never handed out before. */
  public long nextId(IdKind kind) throws CatalogueException {
    return ids.next(kind);
  }

  /** How often what transactions did was undone. */
  public long discarded() {
    return discarded;
  }

  /** Says that nodes are changed, so that caches of the tree are given up after the commit. */
  public void markTreeChanged() {
    treeChanged = true;
  }

  boolean treeChanged() {
    return treeChanged;
  }
}
