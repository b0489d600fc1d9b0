package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.metrics.Metrics;

/** Text whose bytes are not what they say or seem. */
class TagEncodingsTest {
  @RegisterExtension static final OpenReader opened = new OpenReader();

  @Test
  void textThatSaysItIsLatinIsReadInTheEncodingThatIsConfigured() throws Exception {
    Charset russian = Charset.forName("windows-1251");
    byte[] comment = new Bytes().u8(0).latin("rus").u8(0).raw("Привет".getBytes(russian)).array();
    byte[] tag =
        AudioFiles.id3(
            3,
            0,
            AudioFiles.frame(3, "TIT2", withEncoding("Группа крови\0".getBytes(russian))),
            AudioFiles.frame(3, "TPE1", withEncoding("Кино".getBytes(StandardCharsets.UTF_8))),
            AudioFiles.frame(3, "TALB", withEncoding("plain".getBytes(russian))),
            AudioFiles.frame(3, "COMM", comment),
            AudioFiles.text(3, "TPE2", "Björk"));
    byte[] file = new Bytes().raw(tag).raw(AudioFiles.mpeg(4)).array();
    TagsConfig config = new TagsConfig(List.of(), List.of(), "windows-1251");
    try (WorkerTagReader there =
        WorkerTagReader.open(TagReaderConfig.defaults(), config, new Metrics())) {
      Tags tags = opened.reading(there, "a.mp3", file).metadata().tags();

      assertThat(tags.all(TagField.TITLE)).containsExactly("Группа крови");
      assertThat(tags.all(TagField.ARTIST)).containsExactly("Кино");
      assertThat(tags.all(TagField.ALBUM)).containsExactly("plain");
      assertThat(tags.all(TagField.COMMENT)).containsExactly("Привет");
      assertThat(tags.all(TagField.ALBUMARTIST)).as("UTF-16").containsExactly("Björk");
    }
  }

  @Test
  void unsynchronisedTagsAreUndone() throws Exception {
    byte[] whole =
        AudioFiles.id3(3, 0x80, AudioFiles.frame(3, "TPE1", Bytes.latin1("\0A\u00ff\u00ff")));
    byte[] stuffed = new Bytes().raw(unsync(whole)).array();
    byte[] content = unsync(Bytes.latin1("\0B\u00ff"));
    byte[] perFrame =
        AudioFiles.id3(
            4,
            0,
            new Bytes()
                .latin("TPE1")
                .raw(AudioFiles.syncsafe(content.length + 4))
                .u16(0x0003)
                .raw(AudioFiles.syncsafe(3), content)
                .array());

    TrackMetadata three =
        opened.read("3.mp3", new Bytes().raw(stuffed, AudioFiles.mpeg(3)).array());
    TrackMetadata four =
        opened.read("4.mp3", new Bytes().raw(perFrame, AudioFiles.mpeg(3)).array());

    assertThat(three.tags().first(TagField.ARTIST)).contains("Aÿÿ");
    assertThat(four.tags().first(TagField.ARTIST)).contains("Bÿ");
  }

  private static byte[] withEncoding(byte[] text) {
    return new Bytes().u8(0).raw(text).array();
  }

  /** Puts a zero after each FF of the body and corrects the size of a whole tag. */
  private static byte[] unsync(byte[] bytes) {
    Bytes out = new Bytes();
    for (byte b : bytes) {
      out.u8(b);
      if (b == (byte) 0xff) {
        out.u8(0);
      }
    }
    byte[] stuffed = out.array();
    if (stuffed[0] == 'I') {
      System.arraycopy(AudioFiles.syncsafe(stuffed.length - 10), 0, stuffed, 6, 4);
    }
    return stuffed;
  }
}
