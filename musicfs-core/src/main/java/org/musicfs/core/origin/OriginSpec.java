package org.musicfs.core.origin;

/**
 * An origin as the library remembers it.
 *
 * @param id never reused
 * @param type {@code local}
 * @param location for {@code local} an absolute path, percent-encoded as a file URI so that any
 *     bytes survive
 * @param cache whether its files go through the chunk store
 */
public record OriginSpec(OriginId id, String type, String location, CachePolicy cache) {}
