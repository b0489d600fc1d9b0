package org.musicfs.core.tree;

import org.jspecify.annotations.Nullable;

/** The tree cannot answer: its database failed. Not thrown for what is merely absent. */
public final class TreeException extends Exception {
  public TreeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
