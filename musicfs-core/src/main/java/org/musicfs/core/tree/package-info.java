/**
 * What is mounted: directories and files of one view. {@link org.musicfs.core.tree.FileTree} finds
 * and lists {@link org.musicfs.core.tree.Node}s, {@link org.musicfs.core.tree.NodeAttributes} tells
 * what else is known of one. Nothing here knows FUSE. Implementations are thread-safe and wait for
 * the local disk at most.
 */
@NullMarked
package org.musicfs.core.tree;

import org.jspecify.annotations.NullMarked;
