package org.musicfs.index.tags.layout;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.index.tags.map.RawTags;

/**
 * What reading the structure of a file told.
 *
 * @param format by content; by name where the content does not tell
 * @param layout unknown if there is a problem
 * @param properties as far as they could be told
 * @param id3 frames still to be decoded; they come before {@code tags}
 * @param tags as found, the most trusted first
 * @param problem what is wrong with the file, for a person
 */
public record Structure(
    AudioFormat format,
    Layout layout,
    AudioProperties properties,
    Id3Frames id3,
    List<RawTags> tags,
    Optional<String> problem) {}
