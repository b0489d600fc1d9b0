package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** How each function's call becomes a node. */
final class Functions {
  /** What stands between the values of a field that has several. */
  static final String JOINER = ", ";

  private static final int MAX_COUNT = 1_000;
  private static final int MAX_WIDTH = 64;
  private static final List<String> ALBUM_KEYS = List.of("albumartist", "album");
  private static final List<String> ALBUM_DISAMBIGUATORS =
      List.of("year", "format", "label", "catalognumber");

  private Functions() {}

  /** A function of one text. */
  static Function.Builder mapping(UnaryOperator<String> operator) {
    return arguments -> mapped(arguments.node(0), operator);
  }

  private static Node mapped(Node text, UnaryOperator<String> operator) {
    return (context, out) -> {
      Output inner = new Output();
      boolean present = text.write(context, inner);
      String result = operator.apply(Output.cut(inner.toString(), Template.MAX_COMPONENT_CHARS));
      out.text(Output.cut(result, Template.MAX_COMPONENT_CHARS));
      return present;
    };
  }

  static Node choose(Arguments arguments) {
    Node condition = arguments.node(0);
    Node then = arguments.node(1);
    Node otherwise = arguments.has(2) ? arguments.node(2) : new Node.Text("");
    return (context, out) -> {
      Output tested = new Output();
      boolean present = condition.write(context, tested);
      Node branch = isTrue(tested.toString()) ? then : otherwise;
      boolean inBranch = branch.write(context, out);
      return present || inBranch;
    };
  }

  /** Blank, {@code false} and every spelling of zero are not. */
  private static boolean isTrue(String text) {
    String stripped = text.strip();
    return !stripped.isEmpty()
        && !stripped.toLowerCase(Locale.ROOT).equals("false")
        && stripped.chars().anyMatch(c -> c != '0');
  }

  static Node defined(Arguments arguments) throws TemplateException {
    String field = arguments.fieldName(0);
    Node then = arguments.has(1) ? arguments.node(1) : new Node.Field(List.of(field));
    Node otherwise = arguments.has(2) ? arguments.node(2) : new Node.Text("");
    return (context, out) -> {
      boolean present = !context.values(field).isEmpty();
      boolean inBranch = (present ? then : otherwise).write(context, out);
      return present || inBranch;
    };
  }

  static Node left(Arguments arguments) throws TemplateException {
    int count = arguments.number(1, 0, MAX_COUNT);
    return mapped(arguments.node(0), text -> TextFunctions.left(text, count));
  }

  static Node right(Arguments arguments) throws TemplateException {
    int count = arguments.number(1, 0, MAX_COUNT);
    return mapped(arguments.node(0), text -> TextFunctions.right(text, count));
  }

  static Node pad(Arguments arguments) throws TemplateException {
    int width = arguments.number(1, 0, MAX_WIDTH);
    String with = arguments.literal(2, "0");
    if (with.codePointCount(0, with.length()) != 1) {
      throw arguments.error("one character is needed here", 2);
    }
    return mapped(arguments.node(0), text -> TextFunctions.pad(text, width, with));
  }

  static Node replace(Arguments arguments) throws TemplateException {
    Node from = arguments.node(1);
    Node to = arguments.node(2);
    if (arguments.literal(1, "").isEmpty()) {
      throw arguments.error("the text to look for is empty", 1);
    }
    Node text = arguments.node(0);
    return (context, out) -> {
      Output inner = new Output();
      boolean present = text.write(context, inner);
      String subject = Output.cut(inner.toString(), Template.MAX_COMPONENT_CHARS);
      out.text(TextFunctions.replace(subject, from.text(context), to.text(context)));
      return present;
    };
  }

  static Node first(Arguments arguments) throws TemplateException {
    Node text = arguments.node(0);
    int count = arguments.number(1, 1, MAX_COUNT);
    int skip = arguments.number(2, 0, MAX_COUNT);
    String given = arguments.literal(3, "");
    String separator = given.isEmpty() ? "; " : given;
    String joiner = arguments.literal(4, JOINER);
    if (text instanceof Node.Field field) {
      return (context, out) -> {
        List<String> values = field.values(context);
        List<String> items = new ArrayList<>();
        for (String value : values) {
          items.addAll(given.isEmpty() ? List.of(value) : TextFunctions.split(value, separator));
        }
        out.value(TextFunctions.range(items, skip, count, joiner));
        return !values.isEmpty();
      };
    }
    return mapped(
        text,
        whole -> TextFunctions.range(TextFunctions.split(whole, separator), skip, count, joiner));
  }

  static Node bucket(Arguments arguments) throws TemplateException {
    List<Bucket> buckets = new ArrayList<>();
    for (String range : TextFunctions.split(arguments.literal(1, ""), "|")) {
      buckets.add(
          Bucket.parse(range)
              .orElseThrow(
                  () ->
                      arguments.error(
                          "ranges look like a-d|e-h|1970-1979: not empty, lower end first", 1)));
    }
    String other = arguments.literal(2, "#");
    return mapped(arguments.node(0), text -> Bucket.label(buckets, text, other));
  }

  static Node aunique(Arguments arguments) throws TemplateException {
    List<String> keys = arguments.fieldNames(0, ALBUM_KEYS);
    List<String> disambiguators = arguments.fieldNames(1, ALBUM_DISAMBIGUATORS);
    String brackets = arguments.literal(2, "[]").strip();
    if (brackets.length() != 0 && brackets.length() != 2) {
      throw arguments.error("two characters are needed here, such as (), or none", 2);
    }
    int half = brackets.length() / 2;
    String open = " " + brackets.substring(0, half);
    String close = brackets.substring(half);
    return (context, out) -> {
      String text = context.aunique(keys, disambiguators);
      if (text.isEmpty()) {
        return false;
      }
      out.text(open);
      out.value(Output.cut(text, Output.MAX_VALUE_CHARS));
      out.text(close);
      return true;
    };
  }
}
