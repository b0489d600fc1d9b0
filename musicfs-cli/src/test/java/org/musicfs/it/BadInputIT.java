package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** One clear line that says what and what to do, a distinct exit code, nothing changed. */
class BadInputIT {
  private static void refuses(Sandbox box, int code, String says, String... arguments) {
    Result refused = box.musicfs(arguments).exits(code);
    assertThat(refused.err()).startsWith("musicfs: ").contains(says).doesNotContain("\tat ");
    assertThat(refused.err().lines().count()).isLessThanOrEqualTo(6);
    assertThat(box.isMounted()).isFalse();
  }

  @Test
  void wrongOriginsAreRefused() throws Exception {
    try (Sandbox box = new Sandbox()) {
      String mount = box.mountpoint.toString();
      refuses(box, 4, "/nowhere/music", "mount", "/nowhere/music", mount);
      Path file = Files.writeString(box.root.resolve("file.txt"), "x");
      refuses(box, 4, file.toString(), "mount", file.toString(), mount);
      refuses(box, 4, "no origin", "mount", mount);
      assertThat(Files.exists(box.state().resolve("catalogue.db"))).isFalse();
    }
  }

  @Test
  void wrongMountpointsAreRefused() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      String music = box.music.toString();
      refuses(box, 5, "mkdir", "mount", music, box.root.resolve("missing").toString());
      Path file = Files.writeString(box.root.resolve("file.txt"), "x");
      refuses(box, 5, "not a directory", "mount", music, file.toString());
      Path full = Files.createDirectory(box.root.resolve("full"));
      Files.writeString(full.resolve("x"), "x");
      refuses(box, 5, "not empty", "mount", music, full.toString());
      Path inside = Files.createDirectory(box.music.resolve("mnt"));
      refuses(box, 5, "origin", "mount", music, inside.toString());
    }
  }

  @Test
  void wrongConfigurationIsRefusedWithItsPlace() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config("[cache]\nlimt = \"1 GiB\"\n");
      Result refused =
          box.musicfs("mount", box.music.toString(), box.mountpoint.toString()).exits(3);
      assertThat(refused.err()).contains("config.toml:2:1").contains("limit");
      box.musicfs("config", "check").exits(3);
      box.config("[cache]\nlimit = \"lots\"\n");
      box.musicfs("config", "check").exits(3);
      box.config("[tree]\ntemplate = \"$artist/$nonsense\"\n");
      Result template = box.musicfs("mount", box.music.toString(), box.mountpoint.toString());
      assertThat(template.exit()).isIn(3, 8);
      assertThat(template.err()).contains("nonsense").contains("^");
      box.config("[cache]\nlimit = \"1 GiB\"\n");
      box.musicfs("config", "check").ok();
      assertThat(box.musicfs("config", "show").ok().out()).contains("config.toml:2");
    }
  }

  @Test
  void wrongTemplatesShowACaret() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Result refused = box.musicfs("template", "check", "$artist/$titel.$ext").exits(8);
      assertThat(refused.err()).contains("titel").contains("^");
      box.musicfs("template", "check", "$artist/[$title.$ext").exits(8);
      box.musicfs("template", "check", "$artist/%upper{$title").exits(8);
    }
  }

  @Test
  void wrongOptionsAndCommandsAreUsageErrors() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.musicfs("mount", "--nonsense").exits(2);
      Result typo = box.musicfs("statsu").exits(2);
      assertThat(typo.err()).contains("status");
      box.musicfs("--library", "../escape", "status").exits(2);
      box.musicfs("search").exits(2);
    }
  }

  @Test
  void withoutADaemonTheCommandsThatNeedOneSaySo() throws Exception {
    try (Sandbox box = new Sandbox()) {
      for (String command : new String[] {"status", "rescan"}) {
        Result refused = box.musicfs(command).exits(7);
        assertThat(refused.err()).contains("musicfs mount");
      }
      box.musicfs("search", "x").exits(7);
      box.musicfs("unmount", box.mountpoint.toString()).exits(7);
    }
  }

  @Test
  void aBadQueryIsExplained() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      Result refused = box.musicfs("search", "artist:\"unfinished").exits(12);
      assertThat(refused.err()).startsWith("musicfs: ");
      assertThat(box.musicfs("search", "artits:x").exits(12).err()).contains("artist");
    }
  }
}
