/**
 * Measurements of single parts with JMH, run by {@code musicfs-bench/micro}: loops over bytes;
 * reads of what is cached through the whole content path ({@link
 * org.musicfs.bench.micro.CachedReads}), and what happens to one chunk or manifest ({@link
 * org.musicfs.bench.micro.ChunksAndManifests}). {@link org.musicfs.bench.micro.Library} is what
 * they read from.
 */
@NullMarked
package org.musicfs.bench.micro;

import org.jspecify.annotations.NullMarked;
