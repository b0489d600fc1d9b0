/** Skeleton. */
@NullMarked
package org.musicfs.bench;

import org.jspecify.annotations.NullMarked;
