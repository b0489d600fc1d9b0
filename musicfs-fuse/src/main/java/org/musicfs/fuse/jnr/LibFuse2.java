package org.musicfs.fuse.jnr;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.byref.IntByReference;
import jnr.ffi.byref.PointerByReference;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;

/**
 * The calls of libfuse 2.6 to 2.9 that mount, serve and end. jnr-fuse's own way in, {@code
 * fuse_main_real}, does all three in one call and registers a shutdown hook that unmounts whatever
 * is at the mountpoint by then; these three tell when the mount exists and why it does not.
 *
 * <p>Not {@code fuse_mount} and {@code fuse_new}: a look-up by name without version finds the 1.x
 * compatible {@code fuse_new}. Public because jnr implements it from another class loader.
 */
public interface LibFuse2 {
  /** The file the dynamic linker looks for. */
  String FILE = "libfuse.so.2";

  /** Loads the library. */
  static LibFuse2 load() {
    return LibraryLoader.create(LibFuse2.class).failImmediately().load(FILE);
  }

  /** Parses the options and mounts; null on failure, the reason goes to standard error. */
  @Nullable Pointer fuse_setup(
      int argc,
      String[] argv,
      Pointer operations,
      @size_t long operationsBytes,
      PointerByReference mountpoint,
      IntByReference multithreaded,
      @Nullable Pointer userData);

  /** Serves until the mount is gone. */
  int fuse_loop_mt(Pointer fuse);

  /** Unmounts if still mounted, frees everything. */
  void fuse_teardown(Pointer fuse, Pointer mountpoint);
}
