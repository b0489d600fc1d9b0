package org.musicfs.cas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.origin.FileStamp;

/** In processes that may have no more than 256 descriptors. */
@Timeout(120)
class FewDescriptorsTest {
  private static final int CHUNK = 512;

  @TempDir Path directory;

  private void runs(Class<?> main, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(directory.toString()));
    all.addAll(List.of(args));
    try (ChildJvm child =
        ChildJvm.startUnder(
            List.of("prlimit", "--nofile=256:256"), main, all.toArray(String[]::new))) {
      assertThat(child.lines()).containsExactly("done");
      assertThat(child.exitCode()).isZero();
    }
  }

  private static byte[] bytes(int file) {
    return Fixture.random(file, 3 * CHUNK - file % 50);
  }

  private static Fixture library(Path directory, int openChunks) {
    Fixture library = new Fixture(directory.resolve("store"));
    library.config =
        library.config.withChunkBytes(CHUNK).withLimitBytes(16 << 20).withOpenFiles(openChunks, 24);
    return library;
  }

  /** Opens a thousand versions of a local origin and reads them with eight threads, twice. */
  static final class ManyFiles {
    private static final int FILES = 1000;

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      DiskOrigin disk = new DiskOrigin(2, Files.createDirectory(directory.resolve("music")));
      try (Fixture library = library(directory, 72)) {
        library.origins.put(disk.id(), disk);
        List<Long> versions = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
          FileStamp stamp = disk.put("f" + i, bytes(i));
          Layout layout = Layout.unknown(stamp.sizeBytes());
          versions.add(library.version(stamp, disk.id(), "f" + i, layout));
          library.content().content().open(versions.get(i));
        }
        for (int round = 0; round < 2; round++) {
          readWithEightThreads(library, versions);
          for (long version : versions) {
            library.awaitCached(version);
          }
        }
        assertThat(library.count(Metric.FETCHED_BYTES))
            .isEqualTo(versions.stream().mapToLong(v -> size(library, v)).sum());
        assertThat(library.count(Metric.STORE_FAILURES)).isZero();
        assertThat(library.count(Metric.CHUNKS_CORRUPT)).isZero();
      }
      System.out.println("done");
    }

    private static long size(Fixture library, long version) {
      return library.versions.get(version).stamp().sizeBytes();
    }

    private static void readWithEightThreads(Fixture library, List<Long> versions)
        throws Exception {
      try (ExecutorService readers = Executors.newFixedThreadPool(8)) {
        List<Future<Void>> all = new ArrayList<>();
        for (int reader = 0; reader < 8; reader++) {
          int first = reader;
          Callable<Void> read =
              () -> {
                for (int i = first; i < FILES; i += 8) {
                  assertThat(library.readAll(versions.get(i))).isEqualTo(bytes(i));
                }
                return null;
              };
          all.add(readers.submit(read));
        }
        for (Future<Void> one : all) {
          one.get();
        }
      }
    }
  }

  /**
   * Has chunks stored, then lets somebody else in the process take every descriptor. The store may
   * have some for files that nobody reads, or none.
   */
  static final class NoneLeft {
    private static final int FILES = 60;

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      boolean hasSome = Boolean.parseBoolean(args[1]);
      try (Fixture library = library(directory, 60)) {
        List<Long> versions = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
          versions.add(library.add("f" + i, bytes(i)));
        }
        readAll(library, versions);
        for (long version : versions) {
          library.awaitCached(version);
        }
        loadClasses(library);
        List<Path> stored = library.chunkFiles();
        library.reopen();
        if (hasSome) {
          readAll(library, versions);
        }

        long before = library.origin.bytesRead.get();
        List<FileChannel> taken = takeAll(directory);
        readAll(library, versions);
        for (FileChannel one : taken) {
          one.close();
        }
        long fetched = library.origin.bytesRead.get();
        assertThat(fetched > before).as("fetched").isEqualTo(!hasSome);
        assertThat(library.chunkFiles()).as("none was set aside").hasSameElementsAs(stored);

        readAll(library, versions);
        assertThat(library.origin.bytesRead.get()).as("from the store").isEqualTo(fetched);
      }
      System.out.println("done");
    }

    private static void readAll(Fixture library, List<Long> versions) throws Exception {
      for (int i = 0; i < FILES; i++) {
        assertThat(library.readAll(versions.get(i))).isEqualTo(bytes(i));
      }
    }

    /** Those of the ways that failures take: none can be loaded later. */
    private static void loadClasses(Fixture library) throws Exception {
      byte[] bytes = Fixture.random(FILES, CHUNK);
      long version = library.add("damaged", bytes);
      library.readAll(version);
      library.awaitCached(version);
      library.reopen();
      for (Path file : library.chunkFiles()) {
        if (Arrays.equals(Files.readAllBytes(file), bytes)) {
          Files.delete(file);
          Files.createDirectory(file);
        }
      }
      assertThat(library.readAll(version)).isEqualTo(bytes);
      library.awaitCached(version);
    }

    private static List<FileChannel> takeAll(Path directory) throws IOException {
      List<FileChannel> taken = new ArrayList<>();
      Path file = Files.createFile(directory.resolve("any"));
      try {
        while (true) {
          taken.add(FileChannel.open(file));
        }
      } catch (FileSystemException full) {
        assertThat(full).hasMessageContaining("Too many open files");
        return taken;
      }
    }
  }

  @Test
  void aThousandOpenVersionsAreServed() throws Exception {
    runs(ManyFiles.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereNoneIsLeftBytesAreServedAndNoStoredChunkIsGivenUp(boolean storeHasSome)
      throws Exception {
    runs(NoneLeft.class, Boolean.toString(storeHasSome));
  }
}
