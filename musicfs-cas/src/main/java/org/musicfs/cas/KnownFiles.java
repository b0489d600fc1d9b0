package org.musicfs.cas;

import org.musicfs.core.content.ManifestStore;
import org.musicfs.core.content.NextTrack;
import org.musicfs.core.content.PinnedFiles;
import org.musicfs.core.content.Versions;

/**
 * What the content path asks of the catalogue.
 *
 * @param versions of files
 * @param manifests keeps what was learned of versions
 * @param pinned which files are kept in the store; first asked when {@link
 *     org.musicfs.core.content.ContentStore#followPins} is called
 * @param order which track is fetched ahead when another comes to its end
 */
public record KnownFiles(
    Versions versions, ManifestStore manifests, PinnedFiles pinned, NextTrack order) {}
