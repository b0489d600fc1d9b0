/**
 * The portable backend: libfuse 2 through jnr-fuse. {@link org.musicfs.fuse.jnr.JnrMounter} mounts;
 * the callbacks translate structures and nothing else. libfuse makes the threads that run them, as
 * many as there are requests under way, and ends those above ten that are idle; so nothing is kept
 * per thread.
 */
@NullMarked
package org.musicfs.fuse.jnr;

import org.jspecify.annotations.NullMarked;
