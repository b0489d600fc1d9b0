package org.musicfs.fuse;

import org.musicfs.core.config.FuseBackend;

/** The same promises, kept by the backend that speaks to the kernel itself. */
class KernelReadingTest extends ReadingTest {
  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }
}
