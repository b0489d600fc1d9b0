/**
 * Words everyone shares. Each sub-package is one vocabulary: {@code origin} (where bytes come
 * from), {@code audio} (what a file says of itself), {@code tree} (what is mounted), {@code
 * content} (how bytes are read), {@code cut} (tracks from the file of an album), {@code name} and
 * {@code template} (how paths are made), {@code search}, {@code control}, {@code config}, {@code
 * metrics}, {@code error}, {@code hash}, {@code sys} (calling the C library). Modules above talk to
 * each other only through the interfaces defined here.
 */
@NullMarked
package org.musicfs.core;

import org.jspecify.annotations.NullMarked;
