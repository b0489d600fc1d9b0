package org.musicfs.example;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.origin.local.LocalOrigins;

/** One share. It is no place of this machine and cannot be watched, as far as anybody is told. */
final class ShareOrigin implements Origin {
  private static final OriginPath PASSWORD_FILE = OriginPath.of(".password");

  private final String location;
  private final OriginOptions options;
  private final Origin directory;

  /**
   * @param directory a file URI
   */
  ShareOrigin(OriginId id, String location, String directory, OriginOptions options) {
    this.location = location;
    this.options = options;
    this.directory =
        new LocalOrigins()
            .create(new OriginSpec(id, LocalOrigins.TYPE, directory, CachePolicy.TRUE));
  }

  @Override
  public OriginId id() {
    return directory.id();
  }

  @Override
  public String displayName() {
    return location;
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath path) {
    try {
      enter();
      return directory.list(path);
    } catch (OriginException e) {
      return new Answer.Unknown<>(e);
    }
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    try {
      enter();
      return directory.stat(path);
    } catch (OriginException e) {
      return new Answer.Unknown<>(e);
    }
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    enter();
    OriginReader file = directory.open(path);
    return new OriginReader() {
      @Override
      public FileStamp stamp() throws OriginException {
        return file.stamp();
      }

      @Override
      public int read(long offset, ByteBuffer destination) throws OriginException {
        pause();
        return file.read(offset, destination);
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.empty();
  }

  @Override
  public void close() {
    directory.close();
  }

  private void enter() throws OriginException {
    pause();
    if (directory.stat(PASSWORD_FILE) instanceof Answer.Present<FileStamp> && !isRight()) {
      throw new OriginException(
          OriginException.Reason.DENIED, location + ": the password is not the share's", null);
    }
  }

  private boolean isRight() throws OriginException {
    char[] given;
    try {
      given = options.secret(ShareProvider.PASSWORD).orElse(new char[0]);
    } catch (UserError e) {
      throw new OriginException(OriginException.Reason.DENIED, location + ": " + e.getMessage(), e);
    }
    try (OriginReader file = directory.open(PASSWORD_FILE)) {
      ByteBuffer wanted = ByteBuffer.allocate((int) file.stamp().sizeBytes());
      file.read(0, wanted);
      return StandardCharsets.UTF_8
          .decode(wanted.flip())
          .toString()
          .strip()
          .contentEquals(CharBuffer.wrap(given));
    } finally {
      Arrays.fill(given, '\0');
    }
  }

  private void pause() throws OriginException {
    try {
      Thread.sleep(options.number(ShareProvider.DELAY).orElse(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OriginException(OriginException.Reason.UNREACHABLE, location + ": interrupted", e);
    }
  }
}
