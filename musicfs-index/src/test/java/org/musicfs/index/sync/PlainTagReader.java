package org.musicfs.index.sync;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.tags.Reading;
import org.musicfs.index.tags.TagReader;

/** Takes every {@code .mp3} for audio and its first bytes for the title. */
final class PlainTagReader implements TagReader {
  volatile Runnable beforeRead = () -> {};

  @Override
  public boolean isAudioName(byte[] name) {
    int n = name.length;
    return n > 4 && name[n - 4] == '.' && name[n - 3] == 'm' && name[n - 2] == 'p';
  }

  @Override
  public Reading read(OriginPath path, long sizeBytes, OriginReader reader) throws OriginException {
    beforeRead.run();
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(sizeBytes, 64));
    reader.read(0, head);
    String title = new String(head.array(), StandardCharsets.UTF_8);
    return new Reading.Audio(
        new TrackMetadata(
            AudioFormat.MP3,
            Tags.of(Map.of(TagField.TITLE, List.of(title))),
            AudioProperties.UNKNOWN,
            Layout.unknown(sizeBytes),
            Optional.empty(),
            title.equals("damaged") ? Optional.of("damaged") : Optional.empty()));
  }

  @Override
  public void close() {}
}
