/**
 * What is known of each version's chunks. {@link org.musicfs.cas.manifest.Manifests} loads a {@link
 * org.musicfs.cas.manifest.Manifest} on first use, keeps a bounded number, and writes changed ones
 * back in batches from the maintenance thread; {@code ManifestCodec} is the stored format.
 */
@NullMarked
package org.musicfs.cas.manifest;

import org.jspecify.annotations.NullMarked;
