/**
 * Structural readers: which bytes of a file are head, pictures, audio and tail, what its technical
 * properties are, and the tags as found. {@link org.musicfs.index.tags.layout.StructureReader} is
 * the entry; there is one reader per container. All of them read ranges through {@link
 * org.musicfs.index.tags.layout.RangeReader}, which bounds bytes, requests and steps, and check
 * every size against the file's length before using it. Confined to the calling thread.
 */
@NullMarked
package org.musicfs.index.tags.layout;

import org.jspecify.annotations.NullMarked;
