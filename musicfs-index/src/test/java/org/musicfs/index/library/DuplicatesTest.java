package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.report.Duplicates;

class DuplicatesTest extends WithLibrary {
  private static final int AUDIO_AT = 100;

  private FakeOrigin files;
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void makeOrigin() {
    files = new FakeOrigin(library.origin().value());
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A file of 100 bytes of tags and the audio, known to the library as it is. */
  private void track(String path, int tags, byte[] audio, String recording) throws Exception {
    byte[] file = Arrays.copyOf(bytes(AUDIO_AT, tags), AUDIO_AT + audio.length);
    System.arraycopy(audio, 0, file, AUDIO_AT, audio.length);
    FileStamp stamp = files.put(path, file);
    Layout layout =
        Layout.of(file.length, List.of(new Region(Region.Kind.AUDIO, AUDIO_AT, audio.length)));
    TrackMetadata metadata =
        new TrackMetadata(
            AudioFormat.FLAC,
            recording.isEmpty()
                ? Tags.EMPTY
                : Tags.of(Map.of(TagField.MUSICBRAINZ_RECORDINGID, List.of(recording))),
            AudioProperties.UNKNOWN,
            layout,
            Optional.empty(),
            Optional.empty());
    library.apply(
        List.of(
            new FoundFile(
                OriginPath.of(path),
                stamp,
                false,
                Optional.empty(),
                new FoundContent.Audio(metadata))),
        List.of());
  }

  private List<String> rows() throws Exception {
    Duplicates.Listener listener =
        new Duplicates.Listener() {
          @Override
          public void progress(int compared, int all) {
            progress.add(compared + "/" + all);
          }

          @Override
          public void leftOut(String reason) {
            leftOut.add(reason);
          }
        };
    try (CatalogueReader reader = CatalogueReader.open(directory).orElseThrow()) {
      return new Duplicates(reader, spec -> files, listener)
          .rows().stream().map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2)).toList();
    }
  }

  @Test
  void tellsSameBytesSameAudioAndSameRecordingApart() throws Exception {
    byte[] one = bytes(200_000, 1);
    track("a.flac", 1, one, "");
    track("b.flac", 1, one, "");
    track("c.flac", 2, one, "r1");
    track("d.flac", 3, bytes(150_000, 3), "r1");
    track("e.flac", 4, bytes(200_000, 4), "");
    track("f.flac", 4, bytes(90, 5), "");

    assertThat(rows())
        .containsExactly(
            "1 bytes /music/a.flac",
            "1 bytes /music/b.flac",
            "2 audio /music/a.flac",
            "2 audio /music/b.flac",
            "2 audio /music/c.flac",
            "3 recording /music/c.flac",
            "3 recording /music/d.flac");
    assertThat(leftOut).isEmpty();
    assertThat(progress).containsExactly("1/4", "2/4", "3/4", "4/4");
  }

  /** Three that are the same in their first 64 KiB, the last one not after them. */
  private void nearlyTheSame(int firstCut, int otherCut) throws Exception {
    byte[] one = bytes(200_000, 1);
    byte[] other = one.clone();
    other[150_000]++;
    track("a.flac", 1, one, "");
    track("b.flac", 2, one, "");
    track("c.flac", 3, other, "");
    Map<Long, byte[]> manifests = new HashMap<>();
    Map<Long, AudioHash> audio = new HashMap<>();
    for (String path : List.of("a.flac", "b.flac", "c.flac")) {
      manifests.put(version(path), new byte[0]);
      boolean isOther = path.equals("c.flac");
      audio.put(
          version(path),
          new AudioHash(isOther ? otherCut : firstCut, new Hash128(1, isOther ? 2 : 1)));
    }
    library.library().manifests().save(manifests, audio);
  }

  @Test
  void audioThatTheChunkStoreHadWholeIsComparedWithoutReading() throws Exception {
    nearlyTheSame(1 << 18, 1 << 18);

    assertThat(rows()).containsExactly("1 audio /music/a.flac", "1 audio /music/b.flac");
    assertThat(files.bytesRead).as("of two that may be the same").hasValue(2 * 200_100);
    assertThat(progress).containsExactly("3/3");
  }

  @Test
  void audioThatWasCutInDifferentWaysIsRead() throws Exception {
    nearlyTheSame(1 << 18, 1 << 17);

    assertThat(rows()).hasSize(3);
  }

  private long version(String path) {
    try {
      return library.walk().entrySet().stream()
          .filter(e -> e.getKey().endsWith(path))
          .map(e -> ((Node.File) e.getValue()).versionId())
          .findFirst()
          .orElseThrow();
    } catch (TreeException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsToldAsTheSameAudioIsNotToldAgain() throws Exception {
    byte[] one = bytes(1_000, 1);
    track("a.flac", 1, one, "r1");
    track("b.flac", 1, one, "r1");

    assertThat(rows()).containsExactly("1 bytes /music/a.flac", "1 bytes /music/b.flac");
  }

  @Test
  void audioThatDiffersAfterItsStartIsOnlyTheSameAudioByItsFingerprint() throws Exception {
    byte[] one = bytes(200_000, 1);
    byte[] other = one.clone();
    other[199_999]++;
    track("a.flac", 1, one, "");
    track("b.flac", 1, other, "");

    assertThat(rows()).containsExactly("1 audio /music/a.flac", "1 audio /music/b.flac");
  }

  @Test
  void readsNothingWhereNothingCanBeEqual() throws Exception {
    track("a.flac", 1, bytes(1_000, 1), "");
    track("b.flac", 1, bytes(1_001, 1), "");

    assertThat(rows()).isEmpty();
    assertThat(files.opens).hasValue(0);
  }

  @Test
  void saysWhatItCouldNotCompare() throws Exception {
    byte[] one = bytes(1_000, 1);
    track("a.flac", 1, one, "");
    track("b.flac", 1, one, "");
    track("c.flac", 1, one, "");
    track("d.flac", 1, one, "");
    files.remove("c.flac");
    files.put("d.flac", one);

    assertThat(rows()).containsExactly("1 bytes /music/a.flac", "1 bytes /music/b.flac");
    assertThat(leftOut)
        .hasSize(2)
        .anyMatch(reason -> reason.endsWith("c.flac: no such file"))
        .contains("/music/d.flac: changed since it was looked at last");
  }
}
