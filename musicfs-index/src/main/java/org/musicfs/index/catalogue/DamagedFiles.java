package org.musicfs.index.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a database that cannot be used aside, under {@code NAME.damaged-TIME} with its log beside
 * it, so that a person can still look at it; and remembers by an empty file {@code NAME.is-damaged}
 * that this is to be done, should the process end before.
 */
final class DamagedFiles {
  private static final Logger log = LoggerFactory.getLogger(DamagedFiles.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path file;

  DamagedFiles(Path file) {
    this.file = file;
  }

  private Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  void mark() {
    try {
      if (!isMarked()) {
        Files.createFile(sibling(".is-damaged"));
      }
    } catch (IOException e) {
      log.warn("cannot remember that {} is damaged: {}", file, e.getMessage());
    }
  }

  boolean isMarked() {
    return Files.exists(sibling(".is-damaged"));
  }

  /** Returns where the database is now. */
  Path setAside(Instant now) throws IOException {
    String suffix = ".damaged-" + TIME.format(now);
    for (int n = 2; Files.exists(sibling(suffix)); n++) {
      suffix = ".damaged-" + TIME.format(now) + "-" + n;
    }
    for (String part : List.of("-wal", "-shm", "")) {
      if (Files.exists(sibling(part))) {
        Files.move(sibling(part), sibling(suffix + part));
      }
    }
    Files.deleteIfExists(sibling(".is-damaged"));
    return sibling(suffix);
  }
}
