package org.musicfs.cas.store;

import java.io.IOException;

/**
 * A copy was given up: a chunk of it was evicted or found damaged first, or the store is closing.
 * Nothing is wrong with the disk.
 */
final class AbandonedException extends IOException {
  private static final long serialVersionUID = 1;

  AbandonedException(String message) {
    super(message);
  }
}
