package org.musicfs.cli.daemon;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/**
 * The one line a daemon in the background writes to its standard output once it serves or has
 * failed, so that whoever started it can return or explain. Format: {@code musicfs-ready} or {@code
 * musicfs-failed CODE MESSAGE REMEDY}, the last two in Base64 of UTF-8.
 */
sealed interface Announcement {
  String READY = "musicfs-ready";
  String FAILED = "musicfs-failed";

  /** The mount answers. */
  record Ready() implements Announcement {}

  /** It will not come up. */
  record Failed(UserError error) implements Announcement {}

  /** As one line, without its end. */
  default String line() {
    return switch (this) {
      case Ready r -> READY;
      case Failed f ->
          String.join(
              " ",
              FAILED,
              f.error.exitCode().name(),
              encode(String.valueOf(f.error.getMessage())),
              encode(f.error.remedy()));
    };
  }

  /** Reads a line; empty if it is none of ours. */
  static Optional<Announcement> parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    if (line.equals(READY)) {
      return Optional.of(new Ready());
    }
    if (words.size() == 4 && words.get(0).equals(FAILED)) {
      ExitCode code = ExitCode.valueOf(words.get(1));
      return Optional.of(
          new Failed(new UserError(code, decode(words.get(2)), decode(words.get(3)))));
    }
    return Optional.empty();
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
