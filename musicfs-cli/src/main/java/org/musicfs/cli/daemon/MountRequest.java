package org.musicfs.cli.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.musicfs.cli.config.Directories;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.origin.CachePolicy;

/**
 * What a person asked to be mounted.
 *
 * @param config with flags laid over it
 * @param directories of the library; not necessarily there yet
 * @param origins paths, absolute, or URLs; may all be known already
 * @param cache for the origins named here; empty leaves it to the configuration
 * @param mountpoint as typed
 * @param view name of the view to serve; empty for the main view
 * @param console whether the log also goes to the error stream
 */
public record MountRequest(
    MusicfsConfig config,
    Directories directories,
    List<String> origins,
    Optional<CachePolicy> cache,
    Path mountpoint,
    String view,
    boolean console) {
  public MountRequest {
    origins = List.copyOf(origins);
  }
}
