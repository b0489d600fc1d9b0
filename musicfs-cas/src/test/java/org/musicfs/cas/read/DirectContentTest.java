package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;

@Timeout(60)
class DirectContentTest {
  @TempDir Path directory;
  private Fixture library;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.direct.add(library.origin.id());
  }

  @AfterEach
  void closeLibrary() {
    library.origin.release();
    library.close();
  }

  @Test
  void bytesAreTheOriginalsAndNothingIsStored() throws Exception {
    byte[] bytes = Fixture.random(1, 100);
    long version = library.add("song", bytes);
    library.content().content().open(version);
    for (int offset = 0; offset <= 101; offset++) {
      assertThat(library.read(version, offset, 30)).isEqualTo(Fixture.slice(bytes, offset, 30));
    }
    library.content().content().release(version);
    assertThat(library.readAll(version)).as("never opened").isEqualTo(bytes);
    assertThat(library.chunkFiles()).isEmpty();
    assertThat(library.content().store().contentHash(version)).isEmpty();
    assertThat(library.content().store().cachedBytes(version)).isZero();
  }

  @Test
  void anOpenHandleKeepsItsFileAndTheNextOpenSeesTheChange() throws Exception {
    byte[] bytes = Fixture.random(2, 100);
    long version = library.add("song", bytes);
    library.content().content().open(version);
    library.origin.put("song", Fixture.random(3, 100));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(library.origin.opens.get()).isEqualTo(1);
    library.content().content().release(version);
    ContentException changed =
        catchThrowableOfType(
            ContentException.class, () -> library.content().content().open(version));
    assertThat(changed.reason()).isEqualTo(Reason.CHANGED);
    assertThat(library.changed).containsExactly(version);
  }

  @Test
  void aShortReadAHangAndAnUnreachableOriginAreErrors() throws Exception {
    library.config = library.config.withReadDeadline(Duration.ofMillis(200));
    long version = library.add("song", Fixture.random(4, 100));
    library.content().content().open(version);
    library.origin.truncateReads(true);
    assertThat(failure(version).reason()).isEqualTo(Reason.UNAVAILABLE);
    library.origin.truncateReads(false);
    library.origin.hold();
    assertThat(failure(version).reason()).isEqualTo(Reason.TIMED_OUT);
    library.origin.release();
    library.origin.unreachable(true);
    assertThat(failure(version).reason()).isEqualTo(Reason.UNAVAILABLE);
    library.content().content().release(version);
  }

  private ContentException failure(long version) {
    return catchThrowableOfType(ContentException.class, () -> library.readAll(version));
  }
}
