package org.musicfs.index.catalogue;

import org.jspecify.annotations.Nullable;

/** The catalogue or the user state could not be read or written. */
public final class CatalogueException extends Exception {
  public CatalogueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
