package org.musicfs.cas.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.cut.ChangedFileException;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.cut.DamagedFileException;
import org.musicfs.core.cut.WholeFile;

/** Reads a track or picture that is cut from a file through a reader of it. Thread-safe. */
final class ExcerptReader extends PartReader {
  private final Cut cut;

  /** Carries what a reader of the whole says through the reading of the cut. */
  private static final class WholeException extends IOException {
    private final ContentException failure;

    WholeException(ContentException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** Says that bytes are not at hand. Nobody looks at where it came from. */
  private static final class NotAtHandException extends IOException {
    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  ExcerptReader(Cut cut, VersionReader whole) {
    super(whole);
    this.cut = cut;
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws ContentException {
    try {
      return cut.read(file(whole::read), offset, destination);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public int readNow(long offset, ByteBuffer destination) throws ContentException {
    int position = destination.position();
    try {
      return cut.read(file(whole::readNow), offset, destination);
    } catch (NotAtHandException e) {
      destination.position(position);
      return FileContent.NOT_AT_HAND;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static WholeFile file(Read read) {
    return (position, into) -> {
      int wanted = into.remaining();
      int got;
      try {
        got = read.into(position, into);
      } catch (ContentException e) {
        throw new WholeException(e);
      }
      if (got == FileContent.NOT_AT_HAND) {
        throw new NotAtHandException();
      }
      if (got < wanted) {
        throw new ChangedFileException("the file ends before what was cut from it");
      }
    };
  }

  private static ContentException failure(IOException e) {
    return switch (e) {
      case WholeException whole -> whole.failure;
      case ChangedFileException changed ->
          new ContentException(
              ContentException.Reason.CHANGED, String.valueOf(changed.getMessage()), changed);
      case DamagedFileException damaged ->
          new ContentException(
              ContentException.Reason.CORRUPT, String.valueOf(damaged.getMessage()), damaged);
      default ->
          new ContentException(
              ContentException.Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    };
  }

  @Override
  public void await(long offset, int length) throws ContentException, InterruptedException {
    Optional<Cut.Span> span = cut.needs(offset, length);
    if (span.isPresent()) {
      whole.await(span.get().offset(), Math.toIntExact(span.get().length()));
    }
  }
}
