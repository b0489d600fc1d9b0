package org.musicfs.core.template;

/** A template that cannot be used, and the place where it goes wrong. */
public final class TemplateException extends Exception {
  private final String source;
  private final int offset;

  /**
   * @param message what is wrong and, where it helps, what to write instead; one line
   * @param offset UTF-16 index into {@code source}, up to its length
   */
  TemplateException(String message, String source, int offset) {
    super(message);
    this.source = source;
    this.offset = offset;
  }

  /** Where it goes wrong: UTF-16 index into the source, 0 to its length. */
  public int offset() {
    return offset;
  }

  /**
   * Three lines: the message, the source, a caret under the place. Control characters of the source
   * show as spaces, and wide (East Asian) ones count two columns.
   */
  public String render() {
    StringBuilder line = new StringBuilder();
    int column = 0;
    int codePoint;
    for (int i = 0; i < source.length(); i += Character.charCount(codePoint)) {
      codePoint = source.codePointAt(i);
      boolean control = Character.isISOControl(codePoint);
      line.appendCodePoint(control ? ' ' : codePoint);
      if (i < offset) {
        column += control ? 1 : columns(codePoint);
      }
    }
    return getMessage() + "\n  " + line + "\n  " + " ".repeat(column) + "^";
  }

  private static int columns(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    return Character.isIdeographic(codePoint)
        || (codePoint >= 0x1100 && codePoint <= 0x115F)
        || (codePoint >= 0x3041 && codePoint <= 0x30FF)
        || (codePoint >= 0xAC00 && codePoint <= 0xD7A3)
        || (codePoint >= 0xFF01 && codePoint <= 0xFF60)
        || (codePoint >= 0x1F300 && codePoint <= 0x1F64F);
  }
}
