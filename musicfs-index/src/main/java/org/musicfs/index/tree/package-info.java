/** Places tracks under names, and serves the result as a {@link org.musicfs.core.tree.FileTree}. */
@NullMarked
package org.musicfs.index.tree;

import org.jspecify.annotations.NullMarked;
