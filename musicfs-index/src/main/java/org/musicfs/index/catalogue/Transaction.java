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
  private final TreeChanges changes;

  Transaction(Session session, Ids ids, long discarded, TreeChanges changes) {
    this.session = session;
    this.ids = ids;
    this.discarded = discarded;
    this.changes = changes;
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

  /** Where whoever changes nodes notes it, to be told after the commit. */
  public TreeChanges changes() {
    return changes;
  }
}
