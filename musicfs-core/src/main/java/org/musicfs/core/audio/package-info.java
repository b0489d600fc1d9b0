/**
 * What an audio file says of itself: its format, tags, technical properties and the layout of its
 * bytes. Immutable values.
 */
@NullMarked
package org.musicfs.core.audio;

import org.jspecify.annotations.NullMarked;
