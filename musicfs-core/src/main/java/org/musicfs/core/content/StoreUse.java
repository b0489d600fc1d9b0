package org.musicfs.core.content;

/**
 * How full the chunk store is.
 *
 * @param storedBytes what it holds, each chunk once, and copies of whole versions
 * @param limitBytes the most it may hold
 * @param chunks how many it holds; a copy is one
 * @param state whether it stores
 */
public record StoreUse(long storedBytes, long limitBytes, long chunks, StoreState state) {}
