package org.musicfs.index.search;

import java.util.Optional;

/**
 * How the search index fares.
 *
 * @param building whether it is being built anew: until it is done, searches find only a part
 * @param built tracks taken in by that build so far; 0 if none runs
 * @param problem why the index cannot be written at the moment, for a person; it is tried again
 */
public record IndexState(boolean building, long built, Optional<String> problem) {}
