package org.musicfs.index.catalogue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;

/**
 * The copy of the user state in {@code user.db.daily}: made whole under another name, then renamed.
 */
final class DailyCopy {
  private static final int CACHE_KIB = 1024;
  private static final Duration PERIOD = Duration.ofDays(1);

  private final Path original;
  private final Path copy;

  DailyCopy(Path original) {
    this.original = original;
    this.copy = original.resolveSibling(original.getFileName() + ".daily");
  }

  boolean exists() {
    return Files.exists(copy);
  }

  boolean isDue(Instant now) throws CatalogueException {
    try {
      return !exists() || Files.getLastModifiedTime(copy).toInstant().plus(PERIOD).isBefore(now);
    } catch (IOException e) {
      throw new CatalogueException(copy + ": " + e.getMessage(), e);
    }
  }

  /** Whether SQLite finds the database in order. Reads all of it. */
  static boolean isSound(Session session) throws SQLException {
    try (ResultSet rows = session.query("PRAGMA quick_check(1)")) {
      return rows.next() && "ok".equals(rows.getString(1));
    }
  }

  /** Copies through a connection of its own: VACUUM wants one on which nothing ever ran. */
  void make() throws SQLException, CatalogueException {
    Path temporary = copy.resolveSibling(copy.getFileName() + ".tmp");
    try {
      Files.deleteIfExists(temporary);
      try (Session session = Sqlite.open(original, Sqlite.Mode.FULL, CACHE_KIB)) {
        session.update("VACUUM INTO ?", temporary.toAbsolutePath().toString());
      }
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CatalogueException(copy + ": " + e.getMessage(), e);
    }
  }

  /**
   * Why the user state is not opened, with the one command that brings back the copy. The
   * write-ahead log goes too: it belongs to the damaged file and would be played into the restored
   * one.
   */
  UserError refusal(String what) {
    String file = Shell.quote(original.toAbsolutePath().toString());
    String aside = Files.exists(original) ? "mv " + file + " " + suffixed(".damaged") + " && " : "";
    String command = aside + "rm -f " + suffixed("-wal") + " " + suffixed("-shm");
    String remedy =
        exists()
            ? "restore its daily copy: " + command + " && cp " + suffixed(".daily") + " " + file
            : "there is no daily copy yet; begin anew: " + command;
    return new UserError(
        ExitCode.STATE, "the user state " + original.toAbsolutePath() + " " + what, remedy);
  }

  private String suffixed(String suffix) {
    return Shell.quote(original.toAbsolutePath() + suffix);
  }
}
