/**
 * Text as files have it, {@link org.musicfs.index.text.LegacyText}: in UTF-8, or in what their
 * writer's system used before there was UTF-8. Any thread.
 */
@NullMarked
package org.musicfs.index.text;

import org.jspecify.annotations.NullMarked;
