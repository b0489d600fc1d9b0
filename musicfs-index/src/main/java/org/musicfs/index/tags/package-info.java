/** Reads tags, properties and layout of audio files in a worker process that can be killed. */
@NullMarked
package org.musicfs.index.tags;

import org.jspecify.annotations.NullMarked;
