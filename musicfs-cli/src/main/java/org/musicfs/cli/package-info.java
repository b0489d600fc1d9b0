/** Skeleton. */
@NullMarked
package org.musicfs.cli;

import org.jspecify.annotations.NullMarked;
