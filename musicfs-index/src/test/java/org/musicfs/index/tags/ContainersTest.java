package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;

/** What the readers of the rarer containers tell. */
class ContainersTest {
  private static final byte[] AUDIO = Bytes.filler(240, 1);
  private static final Map<String, byte[]> FILES = OtherAudioFiles.all(AUDIO);
  @RegisterExtension static final OpenReader opened = new OpenReader();

  private static TrackMetadata read(String name) throws Exception {
    return opened.read(name, FILES.get(name));
  }

  static List<String> names() {
    return List.copyOf(FILES.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void tagsDurationAndAudioAreTold(String name) throws Exception {
    assertThat(opened.reader().isAudioName(Bytes.latin1(name))).isTrue();
    TrackMetadata track = read(name);
    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().asMap())
        .containsEntry(TagField.TITLE, List.of("t"))
        .containsEntry(TagField.ARTIST, List.of("a"))
        .containsEntry(TagField.ALBUM, List.of("b"))
        .containsEntry(TagField.TRACKNUMBER, List.of("3"))
        .containsEntry(TagField.TOTALTRACKS, List.of("4"));
    assertThat(track.properties().durationMillis()).isCloseTo(2000, Offset.offset(25L));
    assertThat(track.properties().channels()).isEqualTo(2);
    assertThat(track.properties().bitrateBitsPerSecond()).isPositive();
    Region audio = track.layout().audio().orElseThrow();
    byte[] bytes = Arrays.copyOfRange(FILES.get(name), (int) audio.offset(), (int) audio.end());
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
        .as("the audio region")
        .contains(new String(firstSamples(name), java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static byte[] firstSamples(String name) {
    return name.endsWith(".aac") ? Bytes.filler(93, 0) : AUDIO;
  }

  @ParameterizedTest
  @CsvSource({
    "a.ape, APE, 44100, 16",
    "old.ape, APE, 44100, 16",
    "a.wv, WAVPACK, 44100, 16",
    "a.mpc, MUSEPACK, 44100, 0",
    "seven.mpc, MUSEPACK, 44100, 0",
    "a.tta, TTA, 44100, 16",
    "a.tak, TAK, 44100, 16",
    "a.ofr, OPTIMFROG, 44100, 16",
    "a.dsf, DSD, 2822400, 1",
    "a.wma, WMA, 44100, 16",
    "a.mka, MATROSKA, 44100, 0",
    "a.aac, AAC, 44100, 0",
    "a.spx, SPEEX, 44100, 0",
    "a.oga, FLAC, 44100, 16",
    "side.ogg, VORBIS, 44100, 0",
    "a.rf64, WAV, 30, 16"
  })
  void codingRateAndDepthAreTold(String name, AudioFormat format, int rate, int depth)
      throws Exception {
    TrackMetadata track = read(name);
    assertThat(track.format()).isEqualTo(format);
    assertThat(track.properties().sampleRateHz()).isEqualTo(rate);
    assertThat(track.properties().bitDepth()).isEqualTo(depth);
  }

  @ParameterizedTest
  @CsvSource({"a.wma, 90, 3", "a.mka, 70, 8"})
  void picturesAreRegions(String name, int length, int seed) throws Exception {
    List<Region> pictures = OpenReader.pictures(read(name));
    assertThat(pictures).hasSize(1);
    Region picture = pictures.getFirst();
    assertThat(Arrays.copyOfRange(FILES.get(name), (int) picture.offset(), (int) picture.end()))
        .isEqualTo(Bytes.filler(length, seed));
  }
}
