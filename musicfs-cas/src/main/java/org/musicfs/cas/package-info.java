/** Skeleton. */
@NullMarked
package org.musicfs.cas;

import org.jspecify.annotations.NullMarked;
