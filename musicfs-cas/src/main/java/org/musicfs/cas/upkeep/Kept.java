package org.musicfs.cas.upkeep;

import java.util.Optional;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.read.RoutedContent;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.Derived;
import org.musicfs.core.content.Versions;

/** What there is to be kept: the chunks, what they are of, and where they come from. */
public record Kept(
    ChunkStore store, Manifests manifests, Versions versions, RoutedContent content) {
  /**
   * A version that goes through the store, or the one that it is derived from; empty if there is
   * none, or it is read directly.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  public Optional<ContentVersion> stored(long versionId) throws ContentException {
    Optional<ContentVersion> version = versions.find(versionId);
    if (version.isEmpty()) {
      Derived derived = versions.derived(versionId).orElse(null);
      version =
          switch (derived) {
            case Derived.Slice slice -> versions.find(slice.version());
            case Derived.Excerpt excerpt -> versions.find(excerpt.version());
            case Derived.Made made -> Optional.empty();
            case null -> Optional.empty();
          };
    }
    return version.filter(content::isStored);
  }
}
