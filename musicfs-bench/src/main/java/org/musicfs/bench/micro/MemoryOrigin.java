package org.musicfs.bench.micro;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;

/** Every path is a file of one stamp, whose bytes follow from their offsets; nothing is listed. */
record MemoryOrigin(FileStamp stamp) implements Origin {
  @Override
  public OriginId id() {
    return new OriginId(1);
  }

  @Override
  public String displayName() {
    return "memory";
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath directory) {
    return new Answer.Absent<>();
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    return new Answer.Present<>(stamp);
  }

  @Override
  public OriginReader open(OriginPath path) {
    return new Reader(stamp);
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.empty();
  }

  @Override
  public void close() {}

  private record Reader(FileStamp stamp) implements OriginReader {
    @Override
    public int read(long offset, ByteBuffer destination) {
      int n = (int) Math.min(destination.remaining(), stamp.sizeBytes() - offset);
      for (int i = 0; i < n; i++) {
        long at = offset + i;
        destination.put((byte) ((at >> 12) * 31 + at));
      }
      return n;
    }

    @Override
    public void close() {}
  }
}
