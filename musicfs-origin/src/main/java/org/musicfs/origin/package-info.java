/** Skeleton. */
@NullMarked
package org.musicfs.origin;

import org.jspecify.annotations.NullMarked;
