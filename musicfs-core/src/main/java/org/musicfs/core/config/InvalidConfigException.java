package org.musicfs.core.config;

/**
 * A value of the configuration is out of its range. The loader adds where the value was written.
 */
public final class InvalidConfigException extends IllegalArgumentException {
  private final String key;
  private final String allowed;

  /**
   * @param key dotted name as in the file: {@code cache.limit}
   * @param problem what is wrong with the value; one clause: {@code is not above 0}
   * @param allowed what would be right; one clause: {@code 64 MiB or more}
   */
  public InvalidConfigException(String key, String problem, String allowed) {
    super(key + " " + problem);
    this.key = key;
    this.allowed = allowed;
  }

  public String key() {
    return key;
  }

  public String allowed() {
    return allowed;
  }
}
