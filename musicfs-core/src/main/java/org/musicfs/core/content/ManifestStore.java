package org.musicfs.core.content;

import java.util.Map;
import java.util.Optional;

/**
 * Keeps manifests, one per version, as opaque bytes whose format the chunk store owns. Thread-safe.
 */
public interface ManifestStore {
  /**
   * The manifest stored for this version.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  Optional<byte[]> load(long versionId) throws ContentException;

  /**
   * Stores manifests in one transaction, replacing what was there. A manifest of a version that is
   * no longer known is dropped silently.
   *
   * @param audio of those of them all of whose audio is known
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot be written
   */
  void save(Map<Long, byte[]> manifests, Map<Long, AudioHash> audio) throws ContentException;

  /**
   * Hands over every manifest, in order of version id, until the visitor returns false.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  void forEach(Visitor visitor) throws ContentException;

  /** Takes manifests one by one. */
  @FunctionalInterface
  interface Visitor {
    boolean accept(long versionId, byte[] manifest);
  }
}
