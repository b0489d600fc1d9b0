package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;

/**
 * The chunk files of a store: {@code chunks/XYZ/<hash>-<length>}, where XYZ are the first three of
 * the hash's hex digits: 4,096 directories, fifty files in each at the default limit. A file is
 * written under a temporary name in {@code tmp/} and renamed, so that a name never stands for less
 * than the whole. Not synced: what a power cut tears, verification finds. Thread-safe; which file
 * may be deleted when is the caller's affair.
 */
final class ChunkFiles {
  static final int SHARDS = 4096;
  static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Bounds the buffer that the JDK keeps per thread for transfers from and to the heap. */
  private static final int PIECE_BYTES = 128 << 10;

  private static final int PROBE_BYTES = 4096;
  private static final String DEVICE = "unix:dev";

  private final Path chunks;
  private final Path temporary;
  private final Object device;
  private final AtomicLong sequence = new AtomicLong();

  ChunkFiles(Path directory) throws IOException {
    this.chunks = directory.resolve("chunks");
    this.temporary = directory.resolve("tmp");
    Files.createDirectories(chunks, PRIVATE_DIRECTORY);
    this.device = Files.getAttribute(chunks, DEVICE);
    createDirectories();
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temporary)) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
    }
  }

  /**
   * Makes the directories that are missing, as after somebody deleted the cache.
   *
   * @throws IOException also if what is there is on another file system than the store was: its own
   *     is not mounted, and what stands in its place is not to be filled
   */
  void createDirectories() throws IOException {
    Path there = chunks;
    while (!Files.exists(there)) {
      there = Objects.requireNonNull(there.getParent());
    }
    if (!Files.getAttribute(there, DEVICE).equals(device)) {
      throw new IOException("its file system is not mounted");
    }
    Files.createDirectories(chunks, PRIVATE_DIRECTORY);
    Files.createDirectories(temporary, PRIVATE_DIRECTORY);
  }

  /** Whether nothing was ever stored here. */
  boolean isNew() throws IOException {
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(chunks)) {
      return !shards.iterator().hasNext();
    }
  }

  static int shard(ChunkId id) {
    return (int) (id.high() >>> 52);
  }

  private Path shardDirectory(int shard) {
    return chunks.resolve(HexFormat.of().toHexDigits(shard, 3));
  }

  Path path(ChunkId id) {
    return shardDirectory(shard(id)).resolve(id.toString());
  }

  /** Where the space is taken from. */
  Path root() {
    return chunks;
  }

  boolean isPresent(ChunkId id) {
    try {
      return Files.size(path(id)) == id.length();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether anything is there under a chunk's name, whatever its length. */
  boolean isThere(ChunkId id) {
    return Files.exists(path(id));
  }

  /**
   * Opens a chunk; null if there is none.
   *
   * @throws NoDescriptorException if this process can open no file at all now
   */
  @Nullable FileChannel open(ChunkId id) throws IOException {
    try {
      return FileChannel.open(path(id), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw canOpenFiles() ? e : new NoDescriptorException(e);
    }
  }

  private static boolean canOpenFiles() {
    try (FileChannel any = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ)) {
      return any.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  /** What is to stand in a file. */
  @FunctionalInterface
  interface Content {
    /** Writes it, from the channel's position on. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Writes {@code length} bytes of {@code data} from {@code offset} on. */
  static void write(FileChannel channel, byte[] data, int offset, int length) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(data);
    int end = offset + length;
    for (int at = offset; at < end; ) {
      source.limit(Math.min(end, at + PIECE_BYTES)).position(at);
      at += channel.write(source);
    }
  }

  /** Writes a file, whole or not at all; replaces what has its name. */
  void write(ChunkId id, Content content) throws IOException {
    Path file = temporary.resolve(Long.toString(sequence.incrementAndGet()));
    boolean done = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PRIVATE_FILE)) {
        content.writeTo(channel);
      }
      rename(file, path(id));
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Writes some bytes, reads them back and removes them.
   *
   * @throws IOException if the disk does not do all of that
   */
  void probe() throws IOException {
    byte[] bytes = new byte[PROBE_BYTES];
    Arrays.fill(bytes, (byte) sequence.get());
    Path file = temporary.resolve("probe" + sequence.incrementAndGet());
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (!Arrays.equals(Files.readAllBytes(file), bytes)) {
        throw new IOException("what was written is not what is read");
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void rename(Path file, Path target) throws IOException {
    try {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      Files.createDirectories(target.getParent(), PRIVATE_DIRECTORY);
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Reads a whole chunk to the start of {@code target}; false if the file has another length. */
  static boolean readWhole(FileChannel channel, ChunkId id, byte[] target) throws IOException {
    return channel.size() == id.length() && readAt(channel, 0, id.length(), target);
  }

  /** Reads {@code length} bytes from {@code offset}; false if the file ends before. */
  static boolean readAt(FileChannel channel, long offset, int length, byte[] target)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target);
    for (int at = 0; at < length; ) {
      buffer.limit(Math.min(length, at + PIECE_BYTES)).position(at);
      int n = channel.read(buffer, offset + at);
      if (n <= 0) {
        return false;
      }
      at += n;
    }
    return true;
  }

  void delete(ChunkId id) throws IOException {
    Files.deleteIfExists(path(id));
  }

  /** The chunks whose files lie in one shard; names that are none are left alone. */
  List<ChunkId> list(int shard) throws IOException {
    List<ChunkId> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shardDirectory(shard))) {
      for (Path file : files) {
        Optional<ChunkId> id = ChunkId.parse(file.getFileName().toString());
        if (id.isPresent() && shard(id.get()) == shard) {
          found.add(id.get());
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return found;
  }
}
