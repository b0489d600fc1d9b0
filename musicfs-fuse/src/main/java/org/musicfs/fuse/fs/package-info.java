/**
 * What the mounted file system answers, whoever asks: {@link org.musicfs.fuse.fs.TreeFileSystem}
 * turns tree and content into plain records, {@link org.musicfs.fuse.fs.Edge} turns failures into
 * error numbers. Nothing here knows libfuse or the kernel's protocol, and nothing keeps state per
 * file of the library. Thread-safe.
 */
@NullMarked
package org.musicfs.fuse.fs;

import org.jspecify.annotations.NullMarked;
