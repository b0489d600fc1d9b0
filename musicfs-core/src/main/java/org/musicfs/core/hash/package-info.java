/**
 * The one content hash of the project, XXH3-128: {@link org.musicfs.core.hash.Xxh3} computes it,
 * {@link org.musicfs.core.hash.Hash128} is its value. It finds equal content and corruption; it is
 * no defence against someone who crafts collisions. Stateless; any thread.
 */
@NullMarked
package org.musicfs.core.hash;

import org.jspecify.annotations.NullMarked;
