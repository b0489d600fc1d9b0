package org.musicfs.index.catalogue;

import java.util.Locale;

/** What gets an id of its own from the counters. */
public enum IdKind {
  /** Becomes an inode number, so never reused, not even by a catalogue that was rebuilt. */
  NODE(true),
  /** Names content in the kernel and in manifests; never reused either. */
  VERSION(true),
  /** Names documents of the search index; never reused either. */
  TRACK(true),
  /** Orders the outbox; goes on above what a search index may have seen. */
  CHANGE(true),
  LOCATION(false),
  DIRECTORY(false),
  HOLDER(false);

  private final boolean forLife;

  IdKind(boolean forLife) {
    this.forLife = forLife;
  }

  boolean forLife() {
    return forLife;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
