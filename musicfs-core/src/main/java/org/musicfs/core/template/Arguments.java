package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The arguments of one call, while it is parsed. A blank pair of braces holds none. */
final class Arguments {
  /**
   * One argument.
   *
   * @param offset where it begins in the source
   * @param written its characters; for a literal one with the escapes resolved
   * @param node what it evaluates to; empty for a literal one
   */
  record Argument(int offset, String written, Node node) {}

  private final String source;
  private final int callOffset;
  private final Function function;
  private final List<Argument> arguments = new ArrayList<>();

  Arguments(String source, int callOffset, Function function) {
    this.source = source;
    this.callOffset = callOffset;
    this.function = function;
  }

  void add(Argument argument) {
    arguments.add(argument);
  }

  int size() {
    return arguments.size();
  }

  void checkCount() throws TemplateException {
    if (arguments.size() == 1 && arguments.getFirst().written().isBlank()) {
      arguments.clear();
    }
    if (arguments.size() < function.min() || arguments.size() > function.max()) {
      throw new TemplateException(
          "wrong number of arguments: " + function.usage(), source, callOffset);
    }
  }

  boolean has(int index) {
    return index < arguments.size();
  }

  Node node(int index) {
    return arguments.get(index).node();
  }

  /** The literal argument as written. */
  String literal(int index, String absent) {
    return has(index) ? arguments.get(index).written() : absent;
  }

  /** A literal whole number. */
  int number(int index, int absent, int max) throws TemplateException {
    if (!has(index)) {
      return absent;
    }
    String written = arguments.get(index).written().strip();
    boolean digits =
        !written.isEmpty()
            && written.length() <= 6
            && written.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits ? Integer.parseInt(written) : -1;
    if (number < 0 || number > max) {
      throw error("a number from 0 to " + max + " is needed here", index);
    }
    return number;
  }

  /** A literal name of a field. */
  String fieldName(int index) throws TemplateException {
    List<String> names = fieldNames(index, List.of());
    if (names.size() != 1) {
      throw error("the name of one field is needed here", index);
    }
    return names.getFirst();
  }

  /** Literal names of fields, separated by spaces; {@code absent} if there are none. */
  List<String> fieldNames(int index, List<String> absent) throws TemplateException {
    String written = literal(index, "").strip();
    if (written.isEmpty()) {
      return absent;
    }
    List<String> names = new ArrayList<>();
    for (String word : written.split(" +")) {
      String name = word.toLowerCase(Locale.ROOT);
      if (!Fields.isKnown(name)) {
        throw error("unknown field " + name + Fields.advice(name).replace("$", ""), index);
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  TemplateException error(String message, int index) {
    return new TemplateException(
        message, source, has(index) ? arguments.get(index).offset() : callOffset);
  }
}
