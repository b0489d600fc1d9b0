/**
 * What the bytes are. {@link org.musicfs.cas.ChunkedContent} is the one entry: it opens the chunk
 * store of a library and offers {@code FileContent} and {@code ContentStore} over it. {@code chunk}
 * says where a file is cut, {@code manifest} what is known of its chunks, {@code store} keeps them
 * on disk within hard bounds, {@code read} joins them to readers and fetches what is missing.
 * Everything is thread-safe; the other packages are public to each other only.
 */
@NullMarked
package org.musicfs.cas;

import org.jspecify.annotations.NullMarked;
