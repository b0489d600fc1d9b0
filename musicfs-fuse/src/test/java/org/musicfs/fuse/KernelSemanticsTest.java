package org.musicfs.fuse;

import org.musicfs.core.config.FuseBackend;

/** The same promises, kept by the backend that speaks to the kernel itself. */
class KernelSemanticsTest extends SemanticsTest {
  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }
}
