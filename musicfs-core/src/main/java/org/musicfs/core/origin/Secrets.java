package org.musicfs.core.origin;

import java.util.Optional;
import org.musicfs.core.error.UserError;

/**
 * Where secrets are looked up, each time one is needed: none is kept, and none is part of a
 * message. Thread-safe.
 */
@FunctionalInterface
public interface Secrets {
  /**
   * The secret behind a reference; empty if its place is there and holds none.
   *
   * @param reference {@code env:NAME}, {@code file:/path} (a file only its owner can read), {@code
   *     credential:NAME} (of systemd) or {@code secret-tool:ATTRIBUTE=VALUE,…}
   * @return the caller's own copy, to be overwritten after use
   * @throws UserError {@code CONFIG} if the reference is none of these, or its place cannot be read
   */
  Optional<char[]> find(String reference);
}
