package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.DiskOrigin;
import org.musicfs.cas.Fixture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.FileContent;

/** Files handed to a kernel that reads them by itself. */
@Timeout(60)
class BackingTest {
  private static final int SIZE = 100;

  @TempDir Path directory;
  private Fixture library;
  private DiskOrigin disk;

  @BeforeEach
  void openLibrary() throws Exception {
    library = new Fixture(directory.resolve("cache"));
    disk = new DiskOrigin(2, Files.createDirectory(directory.resolve("music")));
    library.origins.put(disk.id(), disk);
    library.direct.add(disk.id());
  }

  @AfterEach
  void closeLibrary() {
    library.close();
    assertThat(disk.open).hasValue(0);
  }

  private long add(String name, byte[] bytes) throws Exception {
    return library.version(disk.put(name, bytes), disk.id(), name, Layout.unknown(bytes.length));
  }

  private FileContent content() {
    return library.content().content();
  }

  @Test
  void aFileServedDirectlyIsBackedByItselfAndReadInline() throws Exception {
    byte[] bytes = Fixture.random(1, SIZE);
    long version = add("song", bytes);
    for (boolean isOpen : new boolean[] {false, true}) {
      if (isOpen) {
        content().open(version);
      }
      try (BackingFile file = content().backing(version).orElseThrow()) {
        assertThat(Files.readAllBytes(DiskOrigin.behind(file.descriptor()))).isEqualTo(bytes);
      }
      content().await(version, 0, SIZE);
      assertThat(library.readNow(version, 3, 50)).contains(Fixture.slice(bytes, 3, 50));
      assertThat(library.readNow(version, SIZE, 1)).contains(new byte[0]);
    }
    content().release(version);
  }

  @Test
  void aBackingFileOutlivesItsHandleAndIsGivenBackOnce() throws Exception {
    byte[] bytes = Fixture.random(2, SIZE);
    long version = add("song", bytes);
    content().open(version);
    BackingFile file = content().backing(version).orElseThrow();
    BackingFile second = content().backing(version).orElseThrow();
    content().release(version);
    library.content();
    assertThat(Files.readAllBytes(DiskOrigin.behind(file.descriptor()))).isEqualTo(bytes);
    file.close();
    file.close();
    assertThat(Files.readAllBytes(DiskOrigin.behind(second.descriptor()))).isEqualTo(bytes);
    library.close();
    assertThat(disk.open).as("still lent").hasValue(1);
    second.close();
  }

  @Test
  void aChangedFileIsNeverHandedOver() throws Exception {
    long version = add("song", Fixture.random(3, SIZE));
    content().open(version);
    content().backing(version).orElseThrow().close();
    Files.write(directory.resolve("music/song"), Fixture.random(4, SIZE));
    ContentException changed =
        catchThrowableOfType(ContentException.class, () -> content().backing(version));
    assertThat(changed.reason()).isEqualTo(Reason.CHANGED);
    assertThat(library.changed).containsExactly(version);
    content().release(version);

    long replaced = add("other", Fixture.random(5, SIZE));
    long next = add("other", Fixture.random(6, SIZE));
    assertThat(
            catchThrowableOfType(ContentException.class, () -> content().backing(replaced))
                .reason())
        .isEqualTo(Reason.CHANGED);
    try (BackingFile file = content().backing(next).orElseThrow()) {
      assertThat(Files.readAllBytes(DiskOrigin.behind(file.descriptor())))
          .isEqualTo(Fixture.random(6, SIZE));
    }
  }

  @Test
  void aFileThatIsGoneIsUnavailable() throws Exception {
    long version = add("song", Fixture.random(7, SIZE));
    Files.delete(directory.resolve("music/song"));
    assertThat(
            catchThrowableOfType(ContentException.class, () -> content().backing(version)).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    assertThat(library.changed).containsExactly(version);
  }

  @Test
  void whatGoesThroughTheStoreOrLiesElsewhereHasNoBacking() throws Exception {
    library.direct.remove(disk.id());
    long stored = add("song", Fixture.random(8, SIZE));
    assertThat(content().backing(stored)).isEmpty();
    library.readAll(stored);
    assertThat(content().backing(stored)).isEmpty();

    library.direct.add(library.origin.id());
    long remote = library.add("song", Fixture.random(9, SIZE));
    assertThat(content().backing(remote)).isEmpty();
    assertThat(library.readNow(remote, 0, 10)).isEmpty();
    content().await(remote, 0, 10);
    assertThat(library.origin.opens).as("nothing is asked of it").hasValue(0);
    assertThat(catchThrowableOfType(ContentException.class, () -> content().backing(77)).reason())
        .isEqualTo(Reason.UNKNOWN_VERSION);
  }
}
