package org.musicfs.fuse;

import org.musicfs.core.config.FuseBackend;

/** The same life of a mount, of the backend that speaks to the kernel itself. */
class KernelLifecycleTest extends LifecycleTest {
  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }
}
