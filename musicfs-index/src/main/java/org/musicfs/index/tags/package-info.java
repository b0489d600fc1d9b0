/**
 * What audio files say of themselves. {@link org.musicfs.index.tags.TagReader} is what others see,
 * {@link org.musicfs.index.tags.WorkerTagReader} implements it in three steps: {@code layout} tells
 * container, regions, properties and plain tags by bounded ranged reads; {@code worker} decodes
 * ID3v2 frames with jaudiotagger in processes that can be killed; {@code map} names the fields.
 * Thread-safe; the calling thread does the reading, callers run several.
 */
@NullMarked
package org.musicfs.index.tags;

import org.jspecify.annotations.NullMarked;
