package org.musicfs.fuse.mountpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MountInfoTest {
  @Test
  void fieldsAreFoundWhateverOptionalFieldsThereAre() {
    assertThat(
            parse(
                "36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw\n"
                    + "40 36 0:57 / /m rw master:1 shared:7 - fuse.musicfs musicfs:jazz ro,user_id=0\n"
                    + "41 36 0:58 / /n rw - tmpfs  rw\n"))
        .containsExactly(
            new MountEntry(36, 35, "98:0", "/mnt2", "ext3", "/dev/root"),
            new MountEntry(40, 36, "0:57", "/m", "fuse.musicfs", "musicfs:jazz"),
            new MountEntry(41, 36, "0:58", "/n", "tmpfs", ""));
  }

  @Test
  void spacesTabsNewlinesAndBackslashesInNamesComeBack() {
    assertThat(parse("1 0 0:1 / /a\\040b\\011c\\012d\\134e\\043f\\134040 rw - x y z"))
        .extracting(MountEntry::mountpoint)
        .containsExactly("/a b\tc\nd\\e#f\\040");
  }

  @Test
  void namesAreUtf8() {
    assertThat(parse("1 0 0:1 / /Müsik/音楽 rw - x y z"))
        .extracting(MountEntry::mountpoint)
        .containsExactly("/Müsik/音楽");
  }

  @Test
  void aLineThatCannotBeReadHidesNoOther() {
    assertThat(
            parse(
                "\nnonsense\nx y 0:1 / /a rw - t s o\n1 0 0:1 / /b rw -\n1 0 0:1 / /c rw - t s o"))
        .extracting(MountEntry::mountpoint)
        .containsExactly("/c");
  }

  @Test
  void oursIsTypeAndSourceTogether() {
    assertThat(entry("fuse.musicfs", "musicfs:a").library()).contains("a");
    assertThat(entry("fuse.sshfs", "musicfs:a").isOurs()).isFalse();
    assertThat(entry("fuse.musicfs", "other").isOurs()).isFalse();
  }

  private static MountEntry entry(String type, String source) {
    return new MountEntry(1, 0, "0:1", "/m", type, source);
  }

  private static java.util.List<MountEntry> parse(String text) {
    return MountInfo.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
