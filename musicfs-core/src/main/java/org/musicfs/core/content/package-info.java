/**
 * How bytes are read and kept. {@link org.musicfs.core.content.FileContent} reads by version,
 * offset and length; {@link org.musicfs.core.content.ContentStore} answers for the store as a
 * whole; {@link org.musicfs.core.content.Versions} and {@link
 * org.musicfs.core.content.ManifestStore} are what both ask of the catalogue. Implementations are
 * thread-safe; a read blocks its caller.
 */
@NullMarked
package org.musicfs.core.content;

import org.jspecify.annotations.NullMarked;
