package org.musicfs.cli.doctor;

import java.io.IOException;
import java.util.List;

/** Finds mounts that a musicfs left behind when it died. */
@FunctionalInterface
public interface StaleMounts {
  /**
   * Mountpoints of ours whose daemon is gone. Must not wait for a mount that does not answer.
   *
   * @throws IOException if the mount table cannot be read
   */
  List<String> find() throws IOException;
}
