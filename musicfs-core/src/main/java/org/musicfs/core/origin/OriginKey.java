package org.musicfs.core.origin;

/**
 * A key of {@code [[origin]]} that one type of origin has.
 *
 * @param name in lower case with underscores; one of {@link Kind#SECRET} ends in {@code _from}
 * @param kind of its value
 * @param description for people, one sentence without a full stop
 */
public record OriginKey(String name, Kind kind, String description) {
  /** What a value can be. */
  public enum Kind {
    /** A string. */
    TEXT,
    /** A whole number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A path on this machine, absolute or with a leading {@code ~/}. */
    PATH,
    /** Says where a secret is to be had, never the secret itself; see {@link Secrets}. */
    SECRET
  }

  public OriginKey {
    if (!name.matches("[a-z][a-z0-9_]*") || (kind == Kind.SECRET) != name.endsWith("_from")) {
      throw new IllegalArgumentException("key " + name + " of kind " + kind);
    }
  }
}
