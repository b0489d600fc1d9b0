package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.List;

/**
 * A path template: text with {@code $fields}, {@code [optional sections]} and {@code
 * %functions{…}}. What comes from a track is inserted as it is and never scanned again, and only a
 * {@code /} of the template itself separates directories. Immutable; any thread.
 */
public final class Template {
  /** The template used when none is configured. */
  public static final String DEFAULT =
      "$albumartist/$album[ ($year)] $[$format_upper$]/[$disc_and_track - ]$title.$ext";

  /** The longest template, in UTF-16 units. */
  public static final int MAX_SOURCE_CHARS = 4_096;

  /** The longest component {@link #evaluate} answers, in UTF-16 units. */
  public static final int MAX_COMPONENT_CHARS = 4_096;

  private static final int MAX_KEPT_ENDING_CHARS = 33;

  private final String source;
  private final Node root;

  private Template(String source, Node root) {
    this.source = source;
    this.root = root;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if it is blank, longer than {@link #MAX_SOURCE_CHARS}, absolute, ends
   *     in {@code /}, holds a component {@code .} or {@code ..} or a control character, names an
   *     unknown field or function, calls a function with wrong arguments, has a section that names
   *     no field, or unbalanced brackets
   */
  public static Template parse(String source) throws TemplateException {
    return new Template(source, new TemplateParser(source).parse());
  }

  /**
   * The path of a track: its components, at least one. They are raw: they may be longer than a name
   * can be, and hold {@code /} and anything else that was in a value. An empty or blank directory
   * is dropped; an empty last component comes back as {@code ""}. Never fails; the work is bounded
   * by the template's length, whatever the values.
   */
  public List<String> evaluate(TemplateContext context) {
    Output out = new Output();
    root.write(context, out);
    String path = out.toString();
    List<String> components = new ArrayList<>(4);
    int start = 0;
    for (int end = path.indexOf(Output.SEPARATOR); end >= 0; ) {
      String directory = path.substring(start, end);
      if (!directory.isBlank()) {
        components.add(Output.cut(directory, MAX_COMPONENT_CHARS));
      }
      start = end + 1;
      end = path.indexOf(Output.SEPARATOR, start);
    }
    components.add(cutMiddle(path.substring(start)));
    return components;
  }

  /** The template as it was written. */
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return source;
  }

  /** Shortens a file's name before what looks like its extension, which must survive. */
  private static String cutMiddle(String file) {
    if (file.length() <= MAX_COMPONENT_CHARS) {
      return file;
    }
    int dot = file.lastIndexOf('.');
    String ending =
        dot >= 0 && file.length() - dot <= MAX_KEPT_ENDING_CHARS ? file.substring(dot) : "";
    return Output.cut(file, MAX_COMPONENT_CHARS - ending.length()) + ending;
  }
}
