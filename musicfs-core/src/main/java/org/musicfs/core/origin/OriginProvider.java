package org.musicfs.core.origin;

import java.util.List;
import org.musicfs.core.error.UserError;

/**
 * Makes the origins of one type. Found by {@link java.util.ServiceLoader}; it has a public
 * constructor without arguments. Thread-safe. Nothing here contacts anything.
 */
public interface OriginProvider {
  /** The contract described by this package as it is now; goes up when it changes. */
  int API_VERSION = 1;

  /** {@link #API_VERSION} as it was when the provider was compiled. */
  int apiVersion();

  /**
   * The scheme of its locations, by which URLs name it: lower-case letters and digits, such as
   * {@code sftp}.
   */
  String type();

  /** What {@code [[origin]]} may say beyond the keys that every origin has, under other names. */
  List<OriginKey> keys();

  /**
   * The location that a person wrote: an absolute URI of this type's scheme in one normalised
   * spelling, without a secret. It is the origin's identity: the library remembers it, and an
   * origin at another location is another origin.
   *
   * @throws UserError {@code ORIGIN} if it is none of this type
   */
  String location(String typed);

  /**
   * An origin. Connects with its first operation, not before.
   *
   * @param location as {@link #location} gave it
   * @param options of the {@code [[origin]]} with this location; empty ones if there is none
   * @throws UserError {@code CONFIG} if an option cannot be; {@code STATE} if the location is not
   *     understood
   */
  Origin create(OriginId id, String location, OriginOptions options);
}
