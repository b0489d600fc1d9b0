package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.cut.Cuttable;
import org.musicfs.core.cut.OggPicture;

/** Versions that are a part of another, or cut from it, and bytes of our own. */
@Timeout(60)
class DerivedContentTest {
  private static final int PICTURE_AT = 1_000;
  private static final int PICTURE_BYTES = 30_000;
  private static final int SIZE = 200_000;

  @TempDir Path directory;
  private Fixture library;
  private final byte[] bytes = Fixture.random(7, SIZE);

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(1024);
  }

  @AfterEach
  void closeLibrary() {
    library.origin.release();
    library.close();
  }

  private long addSong() {
    return library.add(
        "song",
        bytes,
        Layout.of(
            SIZE,
            List.of(
                new Region(Region.Kind.PICTURE, PICTURE_AT, PICTURE_BYTES),
                new Region(Region.Kind.AUDIO, 32_000, SIZE - 32_000))));
  }

  private byte[] picture() {
    return Fixture.slice(bytes, PICTURE_AT, PICTURE_BYTES);
  }

  @Test
  void isReadThroughTheStoreWithoutWhatLiesBehindIt() throws Exception {
    long song = addSong();
    long cover = library.addSlice(song, PICTURE_AT, PICTURE_BYTES);
    library.content().content().open(cover);
    for (int offset = 0; offset < PICTURE_BYTES; offset += 10_000) {
      assertThat(library.read(cover, offset, 10_000))
          .isEqualTo(Fixture.slice(picture(), offset, 10_000));
    }
    library.content().content().release(cover);

    library.awaitCached(song, PICTURE_BYTES);
    assertThat(library.content().store().cachedBytes(song)).isEqualTo(PICTURE_BYTES);
    assertThat(library.content().content().backing(cover)).isEmpty();
  }

  @Test
  void whatTheTrackHasInTheStoreServesItWithoutTheOrigin() throws Exception {
    long song = addSong();
    library.readAll(song);
    library.awaitCached(song);
    library.origin.remove("song");

    long cover = library.addSlice(song, PICTURE_AT, PICTURE_BYTES);
    assertThat(library.read(cover, 0, SIZE)).isEqualTo(picture());
    assertThat(library.readNow(cover, 10, 20)).contains(Fixture.slice(picture(), 10, 20));
  }

  @Test
  void endsWhereItEndsAlsoWhenServedDirectly() throws Exception {
    library.direct.add(library.origin.id());
    long cover = library.addSlice(addSong(), PICTURE_AT, PICTURE_BYTES);

    assertThat(library.read(cover, 0, SIZE)).isEqualTo(picture());
    assertThat(library.read(cover, PICTURE_BYTES - 5, 50))
        .isEqualTo(Fixture.slice(picture(), PICTURE_BYTES - 5, 50));
    assertThat(library.read(cover, PICTURE_BYTES, 50)).isEmpty();
    assertThat(library.read(cover, Long.MAX_VALUE - 5, 50)).isEmpty();
    library.content().content().await(cover, PICTURE_BYTES, 10);
  }

  @Test
  void bytesOfOurOwnAreReadAsTheyAre() throws Exception {
    byte[] text = Fixture.random(1, 100);
    long made = library.addMade(text);

    assertThat(library.read(made, 0, 200)).isEqualTo(text);
    assertThat(library.read(made, 90, 5)).isEqualTo(Fixture.slice(text, 90, 5));
    assertThat(library.readNow(made, 95, 50)).contains(Fixture.slice(text, 95, 5));
    assertThat(library.read(made, Long.MAX_VALUE, 5)).isEmpty();
    library.content().content().await(made, 50, 10);
    assertThat(library.content().content().backing(made)).isEmpty();
  }

  /** A WAVE file of 8-bit samples, and the second half of them as a file. */
  private byte[] wave() {
    ByteBuffer head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    head.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(SIZE - 8);
    head.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    head.putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(8_000);
    head.putShort((short) 1).putShort((short) 8);
    head.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(SIZE - 44);
    byte[] wave = bytes.clone();
    System.arraycopy(head.array(), 0, wave, 0, 44);
    return wave;
  }

  private static Cut secondHalf(byte[] wave) throws Exception {
    Cuttable whole =
        Cuttable.scan(
            (position, into) -> into.put(wave, (int) position, into.remaining()), wave.length);
    return whole.cut(whole.totalSamples() / 2, whole.totalSamples(), List.of("TITLE=Two"));
  }

  @Test
  void aTrackThatIsCutFromAFileIsReadThroughTheStore() throws Exception {
    byte[] wave = wave();
    long album = library.add("album", wave, Layout.unknown(SIZE));
    Cut cut = secondHalf(wave);
    long track = library.addExcerpt(album, cut);
    assertThat(library.readNow(track, 0, 100)).as("nothing is at hand").isEmpty();

    library.content().content().open(track);
    byte[] all = library.read(track, 0, SIZE);
    library.content().content().release(track);

    assertThat(all).hasSize((int) cut.sizeBytes());
    int audio = (SIZE - 44) / 2;
    assertThat(Fixture.slice(all, all.length - audio, audio))
        .isEqualTo(Fixture.slice(wave, SIZE - audio, audio));
    assertThat(library.read(track, 1_000, 500)).isEqualTo(Fixture.slice(all, 1_000, 500));
    library.content().content().await(track, 50_000, 1_000);
    assertThat(library.readNow(track, 50_000, 1_000)).contains(Fixture.slice(all, 50_000, 1_000));
    assertThat(library.read(track, cut.sizeBytes(), 5)).isEmpty();
    assertThat(library.content().content().backing(track)).isEmpty();
  }

  /** Ogg: the text of a picture over pages of one segment each, from byte 0. */
  private static byte[] ogg(byte[] picture) {
    byte[] text = Base64.getEncoder().encode(picture);
    ByteBuffer file =
        ByteBuffer.allocate((text.length / 255 + 1) * 28 + text.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0, number = 0; at <= text.length; at += 255, number++) {
      int n = Math.min(255, text.length - at);
      file.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
      file.put((byte) (at > 0 ? 1 : 0)).putLong(0).putInt(7).putInt(number).putInt(0);
      file.put((byte) 1).put((byte) n).put(text, at, n);
    }
    return file.array();
  }

  @Test
  void aPictureInOggIsPutTogetherFromWhatTheStoreHas() throws Exception {
    byte[] picture = picture();
    byte[] ogg = ogg(picture);
    long song = library.add("song.ogg", ogg, Layout.unknown(ogg.length));
    long cover =
        library.addExcerpt(song, new OggPicture(0, 28, ogg.length, 0, PICTURE_BYTES, true));
    assertThat(library.readNow(cover, 0, 100)).as("nothing is at hand").isEmpty();

    library.content().content().await(cover, 20_001, 1_000);
    assertThat(library.readNow(cover, 20_001, 1_000))
        .contains(Fixture.slice(picture, 20_001, 1_000));
    assertThat(library.read(cover, 0, SIZE)).isEqualTo(picture);
    library.awaitCached(song);
    library.origin.remove("song.ogg");
    assertThat(library.read(cover, 7, 20_000)).isEqualTo(Fixture.slice(picture, 7, 20_000));
    assertThat(library.content().content().backing(cover)).isEmpty();
  }

  @Test
  void aPictureThatIsDamagedInItsFileIsCorrupt() throws Exception {
    byte[] ogg = ogg(picture());
    ogg[5_000] = '*';
    long song = library.add("song.ogg", ogg, Layout.unknown(ogg.length));
    long cover =
        library.addExcerpt(song, new OggPicture(0, 28, ogg.length, 0, PICTURE_BYTES, true));

    assertThat(library.read(cover, 10_000, 100)).isEqualTo(Fixture.slice(picture(), 10_000, 100));
    ContentException e =
        catchThrowableOfType(ContentException.class, () -> library.read(cover, 0, SIZE));
    assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
    assertThat(e).hasMessageContaining("no Base64");
  }

  @Test
  void whatFailsForTheFileFailsForItsTracks() throws Exception {
    byte[] wave = wave();
    long album = library.add("album", wave, Layout.unknown(SIZE));
    long track = library.addExcerpt(album, secondHalf(wave));
    library.origin.remove("album");

    ContentException e =
        catchThrowableOfType(ContentException.class, () -> library.read(track, 50_000, 100));

    assertThat(e.reason()).isNotEqualTo(Reason.UNKNOWN_VERSION);
  }

  @Test
  void isUnknownWithoutTheVersionThatItIsAPartOf() {
    long cover = library.addSlice(99, PICTURE_AT, PICTURE_BYTES);

    ContentException e =
        catchThrowableOfType(ContentException.class, () -> library.content().content().open(cover));

    assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_VERSION);
  }
}
