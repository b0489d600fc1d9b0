package org.musicfs.index.library;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that has an empty library of its own. */
abstract class WithLibrary {
  @TempDir Path directory;
  TestLibrary library;

  @BeforeEach
  void openLibrary() throws Exception {
    library = new TestLibrary(directory);
  }

  @AfterEach
  void closeLibrary() throws Exception {
    library.close();
  }
}
