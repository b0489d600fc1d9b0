package org.musicfs.cli.output;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes one JSON value (RFC 8259), two spaces of indentation, in the order of the calls:
 *
 * <pre>{@code
 * new JsonWriter().beginObject().name("tracks").value(3).endObject().toString()
 * }</pre>
 *
 * Calls that would not make JSON throw IllegalStateException. Lone surrogates are escaped, so the
 * text is always valid UTF-8.
 */
public final class JsonWriter {
  private final StringBuilder text = new StringBuilder();

  /** The open brackets, innermost first. */
  private final Deque<Character> open = new ArrayDeque<>();

  private boolean first = true;
  private boolean named;

  public JsonWriter beginObject() {
    return begin('{');
  }

  public JsonWriter endObject() {
    return end('{', '}');
  }

  public JsonWriter beginArray() {
    return begin('[');
  }

  public JsonWriter endArray() {
    return end('[', ']');
  }

  /** The name of the next value of an object. */
  public JsonWriter name(String name) {
    check(!open.isEmpty() && open.peek() == '{' && !named, "a name outside an object");
    separate();
    quote(name);
    text.append(": ");
    named = true;
    return this;
  }

  public JsonWriter value(String value) {
    beforeValue();
    quote(value);
    return this;
  }

  public JsonWriter value(long value) {
    beforeValue();
    text.append(value);
    return this;
  }

  /** A finite number; JSON has no others. */
  public JsonWriter value(double value) {
    check(Double.isFinite(value), "JSON has no " + value);
    beforeValue();
    text.append(value);
    return this;
  }

  public JsonWriter value(boolean value) {
    beforeValue();
    text.append(value);
    return this;
  }

  /** The JSON written so far, without a newline at its end. */
  @Override
  public String toString() {
    check(open.isEmpty(), "an open object or array");
    return text.toString();
  }

  private JsonWriter begin(char bracket) {
    beforeValue();
    open.push(bracket);
    text.append(bracket);
    first = true;
    return this;
  }

  private JsonWriter end(char bracket, char closing) {
    check(!open.isEmpty() && open.peek() == bracket && !named, "nothing to close");
    open.pop();
    if (!first) {
      newLine();
    }
    first = false;
    text.append(closing);
    return this;
  }

  private void beforeValue() {
    if (named) {
      named = false;
      return;
    }
    check(open.isEmpty() ? text.isEmpty() : open.peek() == '[', "a value without a name");
    if (!open.isEmpty()) {
      separate();
    }
  }

  private void separate() {
    text.append(first ? "" : ",");
    first = false;
    newLine();
  }

  private void newLine() {
    text.append('\n').append("  ".repeat(open.size()));
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7F || (Character.isSurrogate(c) && !paired(value, i))) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean paired(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }

  private static void check(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalStateException(problem);
    }
  }
}
