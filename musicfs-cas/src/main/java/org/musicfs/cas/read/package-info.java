/**
 * Readers. {@link org.musicfs.cas.read.RoutedContent} gives each version a reader: through the
 * store ({@code StoredReader}) or straight from its origin ({@code DirectReader}). Misses go to
 * {@code Fetcher}: one flight per chunk, run on the bounded platform pool of its origin ({@code
 * OriginPools}), within one byte budget. A thread that is served from the store never waits for any
 * of it and makes no object; what a reader can give at once and what it has to wait for can be
 * asked for apart.
 */
@NullMarked
package org.musicfs.cas.read;

import org.jspecify.annotations.NullMarked;
