/**
 * A type of origins as somebody else would write it, for docs/origins.md and for tests of the whole
 * product. {@link org.musicfs.example.ShareProvider} is named in {@code
 * META-INF/services/org.musicfs.core.origin.OriginProvider}; that is all it takes.
 */
@NullMarked
package org.musicfs.example;

import org.jspecify.annotations.NullMarked;
