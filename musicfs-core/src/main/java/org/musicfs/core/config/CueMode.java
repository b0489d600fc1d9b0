package org.musicfs.core.config;

import java.util.Locale;

/** What becomes of an album that is one file with a cue sheet. */
public enum CueMode {
  /** File and sheet are listed. */
  EXPOSE,
  /** The tracks the sheet tells of are, where the file can be cut. */
  SPLIT;

  /** As it is written in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
