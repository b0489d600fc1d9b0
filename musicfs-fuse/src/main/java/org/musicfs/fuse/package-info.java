/** Skeleton. */
@NullMarked
package org.musicfs.fuse;

import org.jspecify.annotations.NullMarked;
