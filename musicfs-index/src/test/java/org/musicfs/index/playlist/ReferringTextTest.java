package org.musicfs.index.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.index.text.LegacyText;

class ReferringTextTest {
  private static ReferringText playlist(String text) {
    return ReferringText.parse(
        CompanionKind.PLAYLIST, text.getBytes(StandardCharsets.UTF_8), LegacyText.WINDOWS_1252);
  }

  private static ReferringText cue(String text) {
    return ReferringText.parse(
        CompanionKind.CUE, text.getBytes(StandardCharsets.UTF_8), LegacyText.WINDOWS_1252);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aPlaylistsNamesAreItsLinesThatAreNoCommentsAndNoAddresses() {
    ReferringText list =
        playlist(
            "\ufeff#EXTM3U\r\n#EXTINF:123,A - B\r\n a/b.flac \r\n\r\nhttp://radio/x\r\n"
                + "file:///m/c.mp3\r\nC:\\m\\d.mp3");

    assertThat(list.names()).containsExactly("a/b.flac", "file:///m/c.mp3", "C:\\m\\d.mp3");
    assertThat(
            text(
                list.with(
                    name -> name.startsWith("a") ? Optional.of("../X.flac") : Optional.empty())))
        .isEqualTo(
            "#EXTM3U\n#EXTINF:123,A - B\n../X.flac\n\nhttp://radio/x\n"
                + "# not in the library: file:///m/c.mp3\n# not in the library: C:\\m\\d.mp3\n");
  }

  @Test
  void aCueSheetsNamesStandInItsFileLines() {
    ReferringText sheet =
        cue("REM FILE \"no\"\nFILE \"my album.wav\" WAVE\n  TRACK 01 AUDIO\nfile x.ape WAVE\n");

    assertThat(sheet.names()).containsExactly("my album.wav", "x.ape");
    assertThat(
            text(
                sheet.with(
                    name -> name.equals("x.ape") ? Optional.empty() : Optional.of("01 - A.flac"))))
        .isEqualTo(
            "REM FILE \"no\"\nFILE \"01 - A.flac\" WAVE\n  TRACK 01 AUDIO\n"
                + "file \"x.ape\" WAVE\n");
  }

  @Test
  void whatIsNoUtf8IsWindows1252AndBecomesUtf8() {
    byte[] legacy = "Björk – Jóga.mp3\n".getBytes(Charset.forName("windows-1252"));

    ReferringText list =
        ReferringText.parse(CompanionKind.PLAYLIST, legacy, LegacyText.WINDOWS_1252);

    assertThat(list.names()).containsExactly("Björk – Jóga.mp3");
    assertThat(text(list.with(Optional::of))).isEqualTo("Björk – Jóga.mp3\n");
  }

  @Test
  void nothingInItIsNothing() {
    assertThat(playlist("").names()).isEmpty();
    assertThat(playlist("").with(Optional::of)).isEmpty();
  }
}
