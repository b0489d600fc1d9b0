package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Origins that are reached by a protocol, with the example of a type. */
class UrlOriginsIT {
  private static String url(Sandbox box) {
    return "share://NAS" + box.music;
  }

  private static String location(Sandbox box) {
    return "share://nas" + box.music;
  }

  private static void mount(Sandbox box, String... options) {
    List<String> arguments = new ArrayList<>(List.of("mount"));
    arguments.addAll(List.of(options));
    arguments.add(url(box));
    arguments.add(box.mountpoint.toString());
    box.musicfs(arguments.toArray(String[]::new)).ok();
    box.synced();
  }

  private static JsonObject origin(Sandbox box) {
    return box.status().getAsJsonArray("origins").get(0).getAsJsonObject();
  }

  private static Path encode(Sandbox box, String name, String title) throws Exception {
    return Sandbox.encode(
        box.music.resolve(name), 1, "title=" + title, "artist=Artist", "album=Album");
  }

  @Test
  void anOriginIsMountedRescannedAndClearedByItsUrl() throws Exception {
    try (Sandbox box = new Sandbox()) {
      encode(box, "one/a.flac", "One");
      mount(box, "--cache", "auto");
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(box.music));
      JsonObject origin = origin(box);
      assertThat(origin.get("name").getAsString()).isEqualTo(location(box));
      assertThat(origin.get("cached").getAsBoolean()).as("it is no file system of ours").isTrue();
      assertThat(origin.get("following").getAsString()).startsWith("looked at every");

      encode(box, "two/b.flac", "Two");
      encode(box, "three/c.flac", "Three");
      Result below = box.musicfs("rescan", url(box) + "/two").ok();
      assertThat(below.out()).contains(location(box), "1 added");
      assertThat(box.musicfs("rescan", url(box)).ok().out()).contains("1 added");
      box.musicfs("rescan", "share://other/music").exits(4);
      assertThat(box.musicfs("cache", "clear", "--origin", url(box)).ok().out())
          .contains("freed")
          .doesNotContain("0 B freed");
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(box.music));

      box.unmount();
      box.remount();
      box.synced();
      assertThat(origin(box).get("reachable").getAsBoolean()).isTrue();
    }
  }

  @Test
  void whatTheConfigurationSaysOfAUrlIsUsed() throws Exception {
    try (Sandbox box = new Sandbox()) {
      encode(box, "a.flac", "One");
      Files.writeString(box.music.resolve(".password"), "open sesame\n");
      Path secret = Files.writeString(box.root.resolve("secret"), "wrong\n");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      box.config(
          """
          [[origin]]
          url = "%s"
          password_from = "file:~/secret"
          delay_millis = 1
          """
              .formatted(url(box)));

      box.musicfs("mount", box.mountpoint.toString()).ok();
      box.synced();
      assertThat(box.musicfs("status").ok().out()).contains("the password is not the share's");
      assertThat(box.shown()).isEmpty();

      Files.writeString(secret, "open sesame\n");
      box.musicfs("rescan").ok();
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(box.music));
    }
  }

  @Test
  void anOriginIsTriedBeforeItIsMounted() throws Exception {
    try (Sandbox box = new Sandbox()) {
      encode(box, "one/a.flac", "One");
      assertThat(box.musicfs("origin", "types").ok().out()).contains("share", "password_from");
      assertThat(box.musicfs("origin", "test", url(box)).ok().out())
          .contains(location(box) + ": listed in ", "1 directory, 0 files", "one/a.flac: opened");

      Files.writeString(box.music.resolve(".password"), "open sesame\n");
      assertThat(box.musicfs("origin", "test", url(box)).exits(4).err())
          .contains("the password is not the share's", "does not let you in");
      assertThat(box.musicfs("origin", "test", url(box) + "/none").exits(4).err())
          .contains("/none: no such file or directory");
      assertThat(box.musicfs("mount", url(box) + "/none", box.mountpoint.toString()).exits(4).err())
          .contains("/none: no such file or directory");
      assertThat(box.musicfs("mount", box.mountpoint.toString()).exits(4).err())
          .as("it has not joined the library")
          .contains("has no origin yet");
    }
  }

  @Test
  void aUrlOfNoTypeIsRefusedWithThoseThereAre() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Result result = box.musicfs("mount", "shaer://nas/music", box.mountpoint.toString()).exits(4);
      assertThat(result.err())
          .contains("there is no type of origins 'shaer'")
          .contains("did you mean share://?");
    }
  }

  @Test
  void withoutItsTypeAnOriginIsOutOfReachAndPlaysWhatIsCached() throws Exception {
    try (Sandbox box = new Sandbox()) {
      encode(box, "a.flac", "One");
      mount(box);
      List<String> before = box.identities();
      List<String> sums = Audio.checksums(box.mountpoint);
      box.unmount();

      box.withoutExamples();
      box.remount();
      box.synced();
      assertThat(box.identities()).isEqualTo(before);
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(sums);
      assertThat(origin(box).get("reachable").getAsBoolean()).isFalse();
      assertThat(box.musicfs("status").ok().out())
          .contains("this musicfs has no origins of type 'share'");
    }
  }
}
