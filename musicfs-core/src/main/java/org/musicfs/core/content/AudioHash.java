package org.musicfs.core.content;

import org.musicfs.core.hash.Hash128;

/**
 * Names the audio of a version, whatever tags stand before and behind it. Two of them tell whether
 * the audio is the same only if it is cut at the same size.
 *
 * @param chunkBytes where the audio is cut
 * @param hash over the hashes of its chunks in order
 */
public record AudioHash(int chunkBytes, Hash128 hash) {}
