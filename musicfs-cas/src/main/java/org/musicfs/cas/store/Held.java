package org.musicfs.cas.store;

/**
 * All chunks that are held as the same.
 *
 * @param bytes of all of them
 */
public record Held(Holding holding, long bytes, long chunks) {}
