package org.musicfs.core.control;

/**
 * What a person means: a file or directory in the mount, or what a query finds.
 *
 * @param text as typed: a path from the mount's root, or else a query
 * @param path the same taken as a path from where the person is, absolute
 */
public record CacheTarget(String text, String path) {}
