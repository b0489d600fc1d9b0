/**
 * How bytes are read and kept: content is asked for by version, offset and length. Implementations
 * are thread-safe.
 */
@NullMarked
package org.musicfs.core.content;

import org.jspecify.annotations.NullMarked;
