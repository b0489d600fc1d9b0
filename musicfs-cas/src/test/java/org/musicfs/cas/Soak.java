package org.musicfs.cas;

/** Whether tests that repeat something at random do so for long: {@code -Dsoak=true}. */
public final class Soak {
  private Soak() {}

  /** How often to repeat something: that often, or so often when there is time. */
  public static int times(int usual, int soaked) {
    return Boolean.getBoolean("soak") ? soaked : usual;
  }
}
