package org.musicfs.cli.output;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Writes one JSON value into memory, two spaces of indentation, in the order of the calls:
 *
 * <pre>{@code
 * new JsonWriter().beginObject().name("tracks").value(3).endObject().toString()
 * }</pre>
 *
 * Calls that would not make JSON throw IllegalStateException.
 */
public final class JsonWriter {
  private final StringWriter text = new StringWriter();
  private final com.google.gson.stream.JsonWriter json =
      new com.google.gson.stream.JsonWriter(text);

  /** One call of the library's writer, which declares what a StringWriter never throws. */
  @FunctionalInterface
  private interface Call {
    void run() throws IOException;
  }

  public JsonWriter() {
    json.setIndent("  ");
    json.setHtmlSafe(false);
  }

  @CanIgnoreReturnValue
  private JsonWriter after(Call call) {
    try {
      call.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonWriter beginObject() {
    return after(json::beginObject);
  }

  public JsonWriter endObject() {
    return after(json::endObject);
  }

  public JsonWriter beginArray() {
    return after(json::beginArray);
  }

  public JsonWriter endArray() {
    return after(json::endArray);
  }

  /** The name of the next value of an object. */
  public JsonWriter name(String name) {
    return after(() -> json.name(name));
  }

  public JsonWriter value(String value) {
    return after(() -> json.value(value));
  }

  public JsonWriter value(long value) {
    return after(() -> json.value(value));
  }

  /**
   * A finite number; JSON has no others.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public JsonWriter value(double value) {
    return after(() -> json.value(value));
  }

  public JsonWriter value(boolean value) {
    return after(() -> json.value(value));
  }

  /** The JSON written, without a newline at its end; throws if something is still open. */
  @Override
  public String toString() {
    try {
      json.close();
    } catch (IOException e) {
      throw new IllegalStateException("an open object or array", e);
    }
    return text.toString();
  }
}
