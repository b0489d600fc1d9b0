package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musicfs.index.tags.OpenReader.pictures;
import static org.musicfs.index.tags.OpenReader.regions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;

/** Pictures in files: which is the cover, where they lie, and that nobody fetches them. */
class EmbeddedPicturesTest {
  @RegisterExtension static final OpenReader opened = new OpenReader();
  private static final byte[] AUDIO = Bytes.filler(200, 1);

  @Test
  void theCoverIsTheFrontCoverElseAPictureOfNothingInParticular() throws Exception {
    byte[] comments = AudioFiles.flacComments("TITLE=t");
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0");
    byte[] png = picture("\u0089PNG\r\n\u001a\n");

    assertThat(
            cover(
                comments,
                AudioFiles.flacPicture(0, jpeg),
                AudioFiles.flacPicture(4, jpeg),
                AudioFiles.flacPicture(3, png)))
        .contains("PNG 50 at the third");
    assertThat(cover(comments, AudioFiles.flacPicture(4, png), AudioFiles.flacPicture(0, jpeg)))
        .contains("JPEG 50 at the second");
    assertThat(cover(comments, AudioFiles.flacPicture(4, jpeg))).as("the back").isEmpty();
    assertThat(cover(comments, AudioFiles.flacPicture(3, picture("<svg"))))
        .as("what it is by its bytes, whatever it is called")
        .isEmpty();
  }

  @Test
  void anApeTagsCoverIsARegionToo() throws Exception {
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0");
    byte[] tag = AudioFiles.apeWithCover(jpeg, "Title", "T");
    byte[] file = new Bytes().raw(AudioFiles.mpeg(4)).raw(tag).array();

    TrackMetadata track = opened.read("a.mp3", file);

    long at = file.length - tag.length + 32 + 8 + 18 + 6;
    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().all(TagField.TITLE)).containsExactly("T");
    assertThat(track.cover()).contains(new CoverPicture(ImageType.JPEG, at, 50));
    assertThat(regions(track)).contains("PICTURE " + at + "+50");
  }

  @Test
  void largePicturesAndAudioAreNotFetched() throws Exception {
    byte[] picture = Bytes.filler(500_000, 1);
    byte[] audio = Bytes.filler(4_000_000, 2);
    byte[] apic =
        AudioFiles.id3(4, 0, AudioFiles.apic(4, picture), AudioFiles.text(4, "TIT2", "after"));
    byte[] covr = AudioFiles.box("covr", AudioFiles.data(13, picture));
    byte[] moov = AudioFiles.moov("mp4a", covr, AudioFiles.item("\u00a9nam", "after"));
    Map<String, byte[]> files =
        Map.of(
            "a.flac",
            AudioFiles.flac(
                audio, AudioFiles.flacPicture(picture), AudioFiles.flacComments("TITLE=after")),
            "a.mp3",
            new Bytes().raw(apic, AudioFiles.mpeg(9_000)).array(),
            "a.m4a",
            AudioFiles.m4a(false, audio, moov),
            "b.m4a",
            AudioFiles.m4a(true, audio, moov));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      TrackMetadata track = opened.readCounted(file.getKey(), file.getValue());

      assertThat(track.problem()).isEmpty();
      assertThat(track.tags().first(TagField.TITLE)).as(file.getKey()).contains("after");
      assertThat(opened.origin().reads.get())
          .as("requests, %s", file.getKey())
          .isLessThanOrEqualTo(3);
      assertThat(opened.origin().bytesRead.get())
          .as("bytes, %s", file.getKey())
          .isLessThanOrEqualTo(64 * 1024);
      assertThat(track.layout().regions())
          .anySatisfy(
              r -> {
                assertThat(r.kind()).isEqualTo(Region.Kind.PICTURE);
                assertThat(r.length()).isEqualTo(picture.length);
              });
    }
  }

  @Test
  void aPictureInOggIsDecodedWhenItIsRead() throws Exception {
    byte[] large =
        new Bytes().latin("\u00ff\u00d8\u00ff\u00e0").raw(Bytes.filler(300_001, 5)).array();
    String block = base64(AudioFiles.flacPicture(3, large), 4);
    byte[] back = picture("\u00ff\u00d8\u00ff\u00e0");
    byte[] audio = Bytes.filler(200, 2);

    isCover(
        large,
        "a.ogg",
        AudioFiles.vorbis(
            audio,
            "METADATA_BLOCK_PICTURE=" + base64(AudioFiles.flacPicture(4, back), 4),
            "metadata_block_picture=" + block,
            "TITLE=after"));
    isCover(
        large, "a.opus", AudioFiles.opus(audio, "METADATA_BLOCK_PICTURE=" + block, "TITLE=after"));
    isCover(large, "b.opus", AudioFiles.opus(audio, "COVERART=" + base64(large, 0), "TITLE=after"));
    isCover(back, "c.opus", AudioFiles.opus(audio, "COVERART=" + base64(back, 0), "TITLE=after"));
    isCover(
        large, "a.oga", AudioFiles.oggFlac(audio, AudioFiles.flacPicture(3, large), "TITLE=after"));
  }

  /** Pages as libogg makes them, as Picard and beets do, and as TagLib does. */
  private static final int[] SEGMENTS = {255, 16, 32};

  @Test
  void largePicturesInOggAreNotFetched() throws Exception {
    for (int segments : SEGMENTS) {
      for (int more = 0; more < 10_000; more += 999) {
        byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0", 2_000_000 + more);
        String back = base64(AudioFiles.flacPicture(4, jpeg), 4);
        String front = base64(AudioFiles.flacPicture(3, jpeg), 4);
        byte[] file =
            AudioFiles.opus(
                segments,
                AUDIO,
                "METADATA_BLOCK_PICTURE=" + back,
                "METADATA_BLOCK_PICTURE=" + front,
                "TITLE=after");

        TrackMetadata track = opened.readCounted("a.opus", file);

        String what = segments + " segments, " + more + " bytes more";
        assertThat(track.tags().first(TagField.TITLE)).as(what).contains("after");
        assertThat(track.cover().orElseThrow().length()).isEqualTo(jpeg.length);
        assertThat(opened.origin().reads.get()).as(what).isLessThanOrEqualTo(6);
        assertThat(opened.origin().bytesRead.get()).as(what).isLessThanOrEqualTo(160 * 1024);
        if (more == 0) {
          isCover(jpeg, "a.opus", file);
        }
      }
    }
  }

  @Test
  void aPictureInOggThatIsLargerThanTagsMayBeIsACoverYet() throws Exception {
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0", 17 << 20);
    for (int segments : SEGMENTS) {
      isCover(
          jpeg,
          "a.opus",
          AudioFiles.opus(
              segments,
              AUDIO,
              "METADATA_BLOCK_PICTURE=" + base64(AudioFiles.flacPicture(3, jpeg), 4),
              "TITLE=after"));
    }
    byte[] tooLarge = picture("\u00ff\u00d8\u00ff\u00e0", 25 << 20);
    TrackMetadata track =
        opened.read(
            "a.opus", AudioFiles.opus(AUDIO, "COVERART=" + base64(tooLarge, 0), "TITLE=after"));
    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().first(TagField.TITLE)).contains("after");
    assertThat(track.cover()).isEmpty();
  }

  @Test
  void pagesOfAnotherStreamLieBetweenThoseOfAPicture() throws Exception {
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0", 300_000);
    String text = "METADATA_BLOCK_PICTURE=" + base64(AudioFiles.flacPicture(3, jpeg), 4);
    for (int segments : SEGMENTS) {
      for (int every : new int[] {1, 2, 5}) {
        List<byte[]> pages = pages(AudioFiles.opus(segments, AUDIO, text, "TITLE=after"));
        Bytes file = new Bytes();
        for (int i = 0; i < pages.size(); i++) {
          file.raw(pages.get(i));
          if (i % every == 0) {
            int flags = i == 0 ? 2 : 0;
            byte[] body = Bytes.filler(200, i);
            file.raw(AudioFiles.oggPage(99, i, 0, flags, new byte[] {(byte) 200}, body));
          }
        }
        isCover(jpeg, "a.opus", file.array());
      }
    }
  }

  @Test
  void aPictureInOggOfWhichAPageIsMissingIsNoCover() throws Exception {
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0", 300_000);
    String text = "METADATA_BLOCK_PICTURE=" + base64(AudioFiles.flacPicture(3, jpeg), 4);
    for (int segments : SEGMENTS) {
      List<byte[]> pages = pages(AudioFiles.opus(segments, AUDIO, text, "TITLE=after"));
      for (int i = 3; i < pages.size(); i++) {
        pages.get(i)[18]++; // its number
      }

      TrackMetadata track =
          opened.read("a.opus", new Bytes().raw(pages.toArray(byte[][]::new)).array());

      assertThat(track.problem()).isEmpty();
      assertThat(track.tags().first(TagField.TITLE)).contains("after");
      assertThat(track.cover()).as("%d segments", segments).isEmpty();
    }
  }

  @Test
  void aPictureInOggThatIsLongerThanItsTextIsNoCover() throws Exception {
    for (int length = 60; length < 63; length++) {
      byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0", length);
      for (int more = -1; more < 4; more++) {
        byte[] block = AudioFiles.flacPicture(3, jpeg);
        block[4 + 4 + 4 + 9 + 4 + 5 + 16 + 3] += (byte) more; // the last byte of its length
        String padded = base64(block, 4);
        for (String text : List.of(padded, padded.replace("=", ""))) {
          TrackMetadata track =
              opened.read("a.opus", AudioFiles.opus(AUDIO, "METADATA_BLOCK_PICTURE=" + text));
          assertThat(track.cover().isPresent()).as("%d%+d", length, more).isEqualTo(more <= 0);
        }
      }
    }
  }

  private static List<byte[]> pages(byte[] file) {
    List<byte[]> pages = new ArrayList<>();
    for (int at = 0; at < file.length; ) {
      int segments = file[at + 26] & 0xff;
      int end = at + 27 + segments;
      for (int i = at + 27; i < at + 27 + segments; i++) {
        end += file[i] & 0xff;
      }
      pages.add(Arrays.copyOfRange(file, at, end));
      at = end;
    }
    return pages;
  }

  @Test
  void aPictureInOggThatIsNoneIsNoCover() throws Exception {
    byte[] audio = Bytes.filler(200, 2);
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0");
    byte[] lies = AudioFiles.flacPicture(3, jpeg);
    lies[4 + 4 + 4 + 9 + 4 + 5 + 16] = 1; // its length: 16 MiB more than there is
    for (String text :
        List.of(
            "",
            "!!!!",
            "AAAA",
            base64(AudioFiles.flacPicture(4, jpeg), 4),
            base64(AudioFiles.flacPicture(3, picture("<svg")), 4),
            base64(lies, 4))) {
      TrackMetadata track =
          opened.read(
              "a.opus", AudioFiles.opus(audio, "METADATA_BLOCK_PICTURE=" + text, "TITLE=after"));

      assertThat(track.problem()).isEmpty();
      assertThat(track.tags().first(TagField.TITLE)).contains("after");
      assertThat(track.cover()).as(text).isEmpty();
    }
  }

  private static String base64(byte[] bytes, int from) {
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static void isCover(byte[] picture, String name, byte[] file) throws Exception {
    TrackMetadata track = opened.read(name, file);

    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().first(TagField.TITLE)).contains("after");
    CoverPicture cover = track.cover().orElseThrow();
    assertThat(cover.type()).isEqualTo(ImageType.JPEG);
    assertThat(cover.length()).isEqualTo(picture.length);
    ByteBuffer read = ByteBuffer.allocate(picture.length);
    cover
        .cut()
        .orElseThrow()
        .read((at, into) -> into.put(file, (int) at, into.remaining()), 0, read);
    assertThat(read.array()).as(name).isEqualTo(picture);
  }

  private static byte[] picture(String start) {
    return picture(start, 50);
  }

  private static byte[] picture(String start, int length) {
    return new Bytes().latin(start).raw(Bytes.filler(length - start.length(), 3)).array();
  }

  private Optional<String> cover(byte[]... blocks) throws Exception {
    TrackMetadata track = opened.read("a.flac", AudioFiles.flac(AUDIO, blocks));
    List<Region> pictures = pictures(track);
    List<String> places = List.of("first", "second", "third");
    return track
        .cover()
        .map(
            c ->
                c.type()
                    + " "
                    + c.length()
                    + " at the "
                    + places.get(
                        pictures.indexOf(new Region(Region.Kind.PICTURE, c.offset(), c.length()))));
  }
}
