package org.musicfs.core.content;

/**
 * Whether the chunk store stores. Whatever it is, files are read: what is not stored comes from its
 * origin each time.
 *
 * @param condition that it is in
 * @param reason for people; empty if it is well
 * @param sinceMillis when that began, in milliseconds since the epoch; 0 if it is well
 */
public record StoreState(Condition condition, String reason, long sinceMillis) {
  /** What a store can be. */
  public enum Condition {
    /** It stores. */
    OK,
    /** Its disk has no room, or less than is to be left free. */
    FULL,
    /** Its disk is read-only, gone or broken. It is tried again and again. */
    DEGRADED
  }

  public static final StoreState WELL = new StoreState(Condition.OK, "", 0);

  public boolean isWell() {
    return condition == Condition.OK;
  }
}
