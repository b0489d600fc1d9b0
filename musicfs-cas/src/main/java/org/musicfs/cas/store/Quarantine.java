package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.musicfs.cas.chunk.ChunkId;

/**
 * Chunk files that did not verify, kept for whoever wants to know why: at most 16 of them and a
 * 64th of the store's limit, inside the limit. Thread-safe.
 */
final class Quarantine {
  private static final int MOST_FILES = 16;
  private static final int SHARE_OF_LIMIT = 64;

  private final Path directory;
  private final long limitBytes;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private long bytes;

  private record Kept(Path file, long bytes) {}

  Quarantine(Path directory, long storeLimitBytes) throws IOException {
    this.directory = directory;
    this.limitBytes = storeLimitBytes / SHARE_OF_LIMIT;
    createDirectory();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        keep(file);
      }
    }
    shrink(MOST_FILES, limitBytes);
  }

  /** Makes the directory if it is missing. */
  void createDirectory() throws IOException {
    Files.createDirectories(directory, ChunkFiles.PRIVATE_DIRECTORY);
  }

  /** Moves a chunk's file here, or deletes it where it does not fit. */
  synchronized void take(ChunkId id, Path file) throws IOException {
    try {
      if (Files.size(file) > limitBytes) {
        Files.delete(file);
        return;
      }
      Path target = directory.resolve(id.toString());
      kept.stream().filter(k -> k.file.equals(target)).findFirst().ifPresent(this::release);
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      keep(target);
      shrink(MOST_FILES, limitBytes);
    } catch (NoSuchFileException e) {
      return; // someone else took it away: as good
    }
  }

  private void keep(Path file) throws IOException {
    Kept entry = new Kept(file, Files.size(file));
    kept.addLast(entry);
    bytes += entry.bytes;
  }

  private void release(Kept entry) {
    if (kept.remove(entry)) {
      bytes -= entry.bytes;
    }
  }

  private void shrink(int files, long toBytes) throws IOException {
    while (kept.size() > files || bytes > toBytes) {
      Kept oldest = kept.getFirst();
      Files.deleteIfExists(oldest.file);
      release(oldest);
    }
  }

  synchronized void empty() throws IOException {
    shrink(0, 0);
  }

  synchronized long bytes() {
    return bytes;
  }
}
