package org.musicfs.core.audio;

import java.util.Optional;

/**
 * What reading a file's head (and tail) told.
 *
 * @param format its coding; for a file that could not be read the one its name promises
 * @param tags as read; empty if there are none or they could not be read
 * @param properties technical data
 * @param layout the regions of the file; {@link Layout#unknown} if they could not be told
 * @param cover the picture in it that stands for its album, if there is one
 * @param problem why the file could not be read properly, for a person; empty if all is well
 */
public record TrackMetadata(
    AudioFormat format,
    Tags tags,
    AudioProperties properties,
    Layout layout,
    Optional<CoverPicture> cover,
    Optional<String> problem) {}
