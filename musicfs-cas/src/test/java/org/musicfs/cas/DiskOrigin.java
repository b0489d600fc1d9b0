package org.musicfs.cas;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.sys.SystemFunction;

/** An origin in a directory of this machine, whose readers lend their descriptors. */
public final class DiskOrigin implements Origin {
  private static final SystemFunction OPEN = SystemFunction.of("open");
  private static final SystemFunction CLOSE = SystemFunction.of("close");

  /** Files open now. */
  public final AtomicInteger open = new AtomicInteger();

  private final OriginId id;
  private final Path directory;

  public DiskOrigin(int id, Path directory) {
    this.id = new OriginId(id);
    this.directory = directory;
  }

  /** Replaces a file by another one of that name. */
  public FileStamp put(String name, byte[] bytes) throws IOException {
    Path part = Files.write(directory.resolve("part"), bytes);
    Path file = Files.move(part, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    return stampOf(file);
  }

  private static FileStamp stampOf(Path file) throws IOException {
    Map<String, Object> all =
        Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,dev,ino");
    return new FileStamp(
        (Long) all.get("size"),
        ((FileTime) all.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
        ((FileTime) all.get("ctime")).to(TimeUnit.NANOSECONDS),
        (Long) all.get("dev"),
        (Long) all.get("ino"),
        "");
  }

  @Override
  public OriginId id() {
    return id;
  }

  @Override
  public String displayName() {
    return directory.toString();
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(directory.resolve(path.toString()).toString());
      descriptor = OPEN.call(name.address(), 0);
    }
    if (descriptor < 0) {
      throw new OriginException(OriginException.Reason.NOT_FOUND, path + ": not there", null);
    }
    open.incrementAndGet();
    return new Reader(descriptor);
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.of(directory.resolve(path.toString()));
  }

  @Override
  public void close() {}

  /** Where the file behind a descriptor of this process can be read, whatever its name is now. */
  public static Path behind(int descriptor) {
    return Path.of("/proc/self/fd", Integer.toString(descriptor));
  }

  private final class Reader implements OriginReader {
    private final int descriptor;

    Reader(int descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public FileStamp stamp() throws OriginException {
      try {
        return stampOf(behind(descriptor));
      } catch (IOException e) {
        throw new OriginException(OriginException.Reason.FAILED, "no stamp", e);
      }
    }

    @Override
    public int read(long offset, ByteBuffer destination) throws OriginException {
      try (FileChannel channel = FileChannel.open(behind(descriptor))) {
        return Math.max(0, channel.read(destination, offset));
      } catch (IOException e) {
        throw new OriginException(OriginException.Reason.FAILED, "no bytes", e);
      }
    }

    @Override
    public OptionalInt descriptor() {
      return OptionalInt.of(descriptor);
    }

    @Override
    public void close() {
      int result = CLOSE.call(descriptor);
      assert result == 0;
      open.decrementAndGet();
    }
  }
}
