/** Skeleton. */
@NullMarked
package org.musicfs.grpc;

import org.jspecify.annotations.NullMarked;
