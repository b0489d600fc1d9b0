package org.musicfs.index.tree;

import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/** A place of a file at an origin, whether there is one or not. */
public record OriginFile(OriginId origin, OriginPath path) {}
