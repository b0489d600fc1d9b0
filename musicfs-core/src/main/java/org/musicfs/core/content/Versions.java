package org.musicfs.core.content;

import java.util.Optional;

/** The versions the catalogue knows. Thread-safe. */
public interface Versions {
  /**
   * The version with this id; a version that has been replaced stays known at least while the
   * process runs.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  Optional<ContentVersion> find(long versionId) throws ContentException;

  /**
   * What the version with this id is derived from; empty if it is a file of an origin, or unknown.
   * A derived version is not {@link #find found}.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  Optional<Derived> derived(long versionId) throws ContentException;

  /**
   * Told by a reader that the file at the origin is no longer this version; the location is looked
   * at again soon. Returns at once.
   */
  void reportChanged(long versionId);
}
