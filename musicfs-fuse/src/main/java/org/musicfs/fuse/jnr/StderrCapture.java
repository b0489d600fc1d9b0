package org.musicfs.fuse.jnr;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musicfs.fuse.sys.Libc;

/**
 * Catches what native code writes to standard error. libfuse and fusermount give the reason for a
 * failure there and nowhere else. For the moment of the call the descriptor belongs to a file in
 * memory, also for other threads and children of this process; so the call must be short.
 */
final class StderrCapture {
  private static final int STDERR = 2;
  private static final int LIMIT = 16384;

  private StderrCapture() {}

  /**
   * A result, and what was said meanwhile.
   *
   * @param said without the newline at its end; empty if nothing
   */
  record Captured<T extends @Nullable Object>(T result, String said) {}

  static synchronized <T extends @Nullable Object> Captured<T> during(Supplier<T> call) {
    int file = Libc.memfdCreate("musicfs-stderr");
    int saved = Libc.duplicate(STDERR);
    if (file < 0 || saved < 0 || Libc.dup2(file, STDERR) < 0) {
      closeAll(file, saved);
      return new Captured<>(call.get(), "");
    }
    T result;
    try {
      result = call.get();
    } finally {
      Libc.dup2(saved, STDERR);
    }
    String said = new String(Libc.head(file, LIMIT), StandardCharsets.UTF_8).strip();
    closeAll(file, saved);
    return new Captured<>(result, said);
  }

  private static void closeAll(int... descriptors) {
    for (int descriptor : descriptors) {
      if (descriptor >= 0) {
        Libc.close(descriptor);
      }
    }
  }
}
