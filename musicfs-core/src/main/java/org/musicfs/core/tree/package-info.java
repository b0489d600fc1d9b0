/**
 * What is mounted: directories and files of one view, found by parent and name. Implementations are
 * thread-safe.
 */
@NullMarked
package org.musicfs.core.tree;

import org.jspecify.annotations.NullMarked;
