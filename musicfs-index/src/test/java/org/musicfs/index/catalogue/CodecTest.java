package org.musicfs.index.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;

/** The bytes in the golden texts are on users' disks: they must be readable for ever. */
final class CodecTest {
  private static final String GOLDEN_TAGS =
      "01" // version
          + "82" // two fields
          + "a57469746c65" // "title"
          + "a3c3a962" // "éb"
          + "a567656e7265" // "genre"
          + "92a14aa142"; // ["J", "B"]
  private static final Tags TAGS =
      Tags.of(Map.of(TagField.TITLE, List.of("éb"), TagField.GENRE, List.of("J", "B")));

  private static final String GOLDEN_LAYOUT =
      "01" // version
          + "01" // head
          + "cd03e8" // 1000
          + "02" // picture
          + "ce00010000" // 65536
          + "03" // audio
          + "05" // 5
          + "04" // tail
          + "01"; // 1
  private static final Layout LAYOUT =
      Layout.of(
          66_542,
          List.of(
              new Region(Region.Kind.PICTURE, 1_000, 65_536),
              new Region(Region.Kind.AUDIO, 66_536, 5)));

  @Test
  void tagsAreWrittenAndReadAsTheFormatSays() throws Exception {
    assertThat(HexFormat.of().formatHex(TagsCodec.encode(TAGS))).isEqualTo(GOLDEN_TAGS);
    assertThat(TagsCodec.decode(HexFormat.of().parseHex(GOLDEN_TAGS))).isEqualTo(TAGS);
  }

  @Test
  void aFieldThisVersionDoesNotKnowIsSkipped() throws Exception {
    String newer = "0182" + "a36e6577" + "92a161a162" + "a57469746c65" + "a3c3a962";
    assertThat(TagsCodec.decode(HexFormat.of().parseHex(newer)))
        .isEqualTo(Tags.of(Map.of(TagField.TITLE, List.of("éb"))));
  }

  @Test
  void layoutsAreWrittenAndReadAsTheFormatSays() throws Exception {
    assertThat(HexFormat.of().formatHex(LayoutCodec.encode(LAYOUT))).isEqualTo(GOLDEN_LAYOUT);
    assertThat(LayoutCodec.decode(HexFormat.of().parseHex(GOLDEN_LAYOUT))).isEqualTo(LAYOUT);
    assertThat(LayoutCodec.decode(LayoutCodec.encode(Layout.unknown(0))))
        .isEqualTo(Layout.unknown(0));
  }

  @Test
  void bytesThatAreNeitherAreRefusedNotMisread() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && bytes[0] == 1) {
        bytes[0] = 2; // another version at best
      }
      assertThatThrownBy(() -> TagsCodec.decode(bytes)).isInstanceOf(CatalogueException.class);
      assertThatThrownBy(() -> LayoutCodec.decode(bytes)).isInstanceOf(CatalogueException.class);
    }
    for (int cut = 1; cut < GOLDEN_TAGS.length() / 2; cut++) {
      byte[] torn = HexFormat.of().parseHex(GOLDEN_TAGS.substring(0, cut * 2));
      assertThatThrownBy(() -> TagsCodec.decode(torn)).isInstanceOf(CatalogueException.class);
    }
  }
}
