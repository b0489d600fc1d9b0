package org.musicfs.core.content;

/**
 * How full the chunk store is.
 *
 * @param storedBytes what it holds, each chunk once
 * @param limitBytes the most it may hold
 * @param chunks how many it holds
 */
public record StoreUse(long storedBytes, long limitBytes, long chunks) {}
