/**
 * What an audio file says of itself: {@link org.musicfs.core.audio.AudioFormat}, {@link
 * org.musicfs.core.audio.Tags} by {@link org.musicfs.core.audio.TagField}, {@link
 * org.musicfs.core.audio.AudioProperties} and the {@link org.musicfs.core.audio.Layout} of its
 * bytes, together {@link org.musicfs.core.audio.TrackMetadata}. Immutable; any thread.
 */
@NullMarked
package org.musicfs.core.audio;

import org.jspecify.annotations.NullMarked;
