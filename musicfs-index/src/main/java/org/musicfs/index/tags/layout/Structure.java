package org.musicfs.index.tags.layout;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.Layout;
import org.musicfs.index.tags.map.Chapter;
import org.musicfs.index.tags.map.RawTags;

/**
 * What reading the structure of a file told.
 *
 * @param format by content; by name where the content does not tell
 * @param layout unknown if there is a problem
 * @param properties as far as they could be told
 * @param id3 frames still to be decoded; they come before {@code tags}
 * @param tags as found, the most trusted first
 * @param chapters in order of time
 * @param cover the picture in it that stands for its album
 * @param nature what it is by its content
 * @param problem what is wrong with the file, for a person
 */
public record Structure(
    AudioFormat format,
    Layout layout,
    AudioProperties properties,
    Id3Frames id3,
    List<RawTags> tags,
    List<Chapter> chapters,
    Optional<CoverPicture> cover,
    Nature nature,
    Optional<String> problem) {
  /** What a file is. */
  public enum Nature {
    /** Audio, whole or damaged. */
    AUDIO,
    /** It has moving pictures. */
    FILM,
    /** Nothing that a reader is for. */
    UNKNOWN
  }
}
