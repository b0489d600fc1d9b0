package org.musicfs.index.catalogue;

/** What a location holds, as {@code locations.kind} says it by number. */
public enum LocationKind {
  TRACK(0),
  COMPANION(1),
  NO_MUSIC(2);

  private final int number;

  LocationKind(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /**
   * The kind of this number.
   *
   * @throws CatalogueException if there is none
   */
  public static LocationKind of(int number) throws CatalogueException {
    for (LocationKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new CatalogueException("a location of kind " + number, null);
  }
}
