package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.Nearest;

/**
 * Reads a template in one pass, left to right. Inside a bracket only the characters that could end
 * it are special, beside those that begin something: a comma separates arguments directly inside a
 * function's braces, and is text inside a section or a pair of braces there. Used once, by one
 * thread.
 */
final class TemplateParser {
  private static final int MAX_DEPTH = 32;

  /** What {@code $} in front of makes plain text. */
  private static final String ESCAPABLE = "$%[]},";

  /** What a {@code /} is where the parser stands. */
  enum Slash {
    /** It separates components. */
    SEPARATES,
    /** It is refused: the function around it makes a part of one name. */
    REFUSED,
    /** It is a character like others: the text is looked for, or put between values. */
    CHARACTER
  }

  private final String source;
  private int at;
  private int depth;
  private int fieldsSeen;

  /** What the component has held so far if that is nothing but text; empty once it is not. */
  private @Nullable StringBuilder plainComponent = new StringBuilder();

  private int componentStart;

  TemplateParser(String source) {
    this.source = source;
  }

  Node parse() throws TemplateException {
    if (source.isBlank()) {
      throw error("the template is empty", 0);
    }
    if (source.length() > Template.MAX_SOURCE_CHARS) {
      throw error(
          "the template is longer than " + Template.MAX_SOURCE_CHARS + " characters",
          Template.MAX_SOURCE_CHARS);
    }
    if (source.charAt(0) == '/') {
      throw error("paths are relative to the mount: the template must not begin with /", 0);
    }
    if (source.endsWith("/")) {
      throw error("the template ends in /: the file's name is missing", source.length() - 1);
    }
    List<Node> nodes = sequence("", Slash.SEPARATES);
    checkComponent();
    return new Node.Sequence(nodes);
  }

  /** Reads up to one of {@code closers}, which is left unread, or the end of the source. */
  private List<Node> sequence(String closers, Slash slash) throws TemplateException {
    if (++depth > MAX_DEPTH) {
      throw error("brackets are nested deeper than " + MAX_DEPTH, at);
    }
    List<Node> nodes = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (at < source.length() && closers.indexOf(source.charAt(at)) < 0) {
      Node node = next(text, slash);
      if (node != null) {
        flush(text, nodes);
        nodes.add(node);
      }
    }
    flush(text, nodes);
    depth--;
    return List.copyOf(nodes);
  }

  /** Reads one thing: a node, or characters that go into {@code text}. */
  private @Nullable Node next(StringBuilder text, Slash slash) throws TemplateException {
    char c = source.charAt(at);
    return switch (c) {
      case '$' -> dollar(text);
      case '%' -> call(slash);
      case '[' -> section(slash);
      case '{' -> braces(slash);
      case '/' -> slash(text, slash);
      case ']' -> throw error("] without [; write $] for the character", at);
      case '}' -> throw error("} without {; write $} for the character", at);
      default -> {
        if (Character.isISOControl(c)) {
          throw error("a control character cannot be part of a name", at);
        }
        plain(c, text);
        at++;
        yield null;
      }
    };
  }

  private @Nullable Node dollar(StringBuilder text) throws TemplateException {
    if (at + 1 < source.length() && ESCAPABLE.indexOf(source.charAt(at + 1)) >= 0) {
      plain(source.charAt(at + 1), text);
      at += 2;
      return null;
    }
    return field();
  }

  private @Nullable Node slash(StringBuilder text, Slash slash) throws TemplateException {
    return switch (slash) {
      case REFUSED -> throw error("/ cannot stand here: the function around it makes one name", at);
      case CHARACTER -> {
        text.append('/');
        at++;
        yield null;
      }
      case SEPARATES -> {
        checkComponent();
        at++;
        plainComponent = new StringBuilder();
        componentStart = at;
        yield new Node.Separator();
      }
    };
  }

  private Node section(Slash slash) throws TemplateException {
    int open = at++;
    int fieldsBefore = fieldsSeen;
    Node content = new Node.Sequence(sequence("]", slash));
    expectCloser(']', open, "[ is never closed; write $[ for the character");
    if (fieldsSeen == fieldsBefore) {
      throw error("this section names no field, so nothing decides on it; write $[ and $]", open);
    }
    return new Node.Section(content);
  }

  private Node braces(Slash slash) throws TemplateException {
    int open = at++;
    plainComponent = null;
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node.Text("{"));
    nodes.addAll(sequence("}", slash));
    expectCloser('}', open, "{ is never closed");
    nodes.add(new Node.Text("}"));
    return new Node.Sequence(List.copyOf(nodes));
  }

  private void expectCloser(char closer, int open, String message) throws TemplateException {
    if (at >= source.length() || source.charAt(at) != closer) {
      throw error(message, open);
    }
    at++;
  }

  private Node field() throws TemplateException {
    int start = at++;
    plainComponent = null;
    fieldsSeen++;
    boolean braced = at < source.length() && source.charAt(at) == '{';
    if (!braced) {
      String name = word();
      if (name.isEmpty()) {
        throw error("$ without a field; write $$ for the character", start);
      }
      return new Node.Field(List.of(known(name, start)));
    }
    int end = source.indexOf('}', at);
    if (end < 0) {
      throw error("${ is never closed", start);
    }
    List<String> names = new ArrayList<>();
    do {
      int nameStart = ++at;
      String name = word();
      if (name.isEmpty() || at > end || (source.charAt(at) != '|' && source.charAt(at) != '}')) {
        throw error("${…} takes the name of a field, or several separated by |", nameStart);
      }
      names.add(known(name, nameStart));
    } while (source.charAt(at) == '|');
    at++;
    return new Node.Field(List.copyOf(names));
  }

  private Node call(Slash slash) throws TemplateException {
    int start = at++;
    plainComponent = null;
    String name = word().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || at >= source.length() || source.charAt(at) != '{') {
      throw error("% begins a function, as in %upper{$artist}; write $% for the character", start);
    }
    Function function =
        Function.find(name)
            .orElseThrow(
                () -> {
                  List<String> names = Arrays.stream(Function.values()).map(Function::key).toList();
                  String advice =
                      Nearest.to(name, names).map(n -> "; did you mean %" + n + "?").orElse("");
                  return error("unknown function %" + name + advice, start);
                });
    Arguments arguments = new Arguments(source, start, function);
    do {
      at++;
      arguments.add(argument(function.kind(arguments.size()), slash, start));
    } while (source.charAt(at) == ',');
    at++;
    arguments.checkCount();
    if (function.asksFields()) {
      fieldsSeen++;
    }
    return function.build(arguments);
  }

  private Arguments.Argument argument(Function.Kind kind, Slash outer, int call)
      throws TemplateException {
    int start = at;
    Arguments.Argument argument;
    if (kind == Function.Kind.LITERAL) {
      argument = new Arguments.Argument(start, literal(), new Node.Sequence(List.of()));
    } else {
      Slash slash = outer == Slash.SEPARATES ? kind.slash() : outer;
      List<Node> nodes = sequence(",}", slash);
      Node node = nodes.size() == 1 ? nodes.getFirst() : new Node.Sequence(nodes);
      argument = new Arguments.Argument(start, source.substring(start, at), node);
    }
    if (at >= source.length()) {
      throw error("the { of this function is never closed", call);
    }
    plainComponent = null;
    return argument;
  }

  /** Reads characters up to a comma or closing brace, with no meaning but {@code $} escapes. */
  private String literal() throws TemplateException {
    StringBuilder text = new StringBuilder();
    for (; at < source.length() && ",}".indexOf(source.charAt(at)) < 0; at++) {
      char c = source.charAt(at);
      if (c == '$') {
        at++;
        if (at >= source.length() || ESCAPABLE.indexOf(source.charAt(at)) < 0) {
          throw error("a field cannot stand here; the names of fields go without $", at - 1);
        }
        c = source.charAt(at);
      } else if (c == '%' || c == '{' || Character.isISOControl(c)) {
        throw error("this argument must be plain text", at);
      }
      text.append(c);
    }
    return text.toString();
  }

  private String word() {
    int start = at;
    while (at < source.length() && isNameCharacter(source.charAt(at))) {
      at++;
    }
    return source.substring(start, at);
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private String known(String written, int offset) throws TemplateException {
    String name = written.toLowerCase(Locale.ROOT);
    if (!Fields.isKnown(name)) {
      throw error("unknown field $" + name + Fields.advice(name), offset);
    }
    return name;
  }

  private void plain(char c, StringBuilder text) {
    text.append(c);
    if (plainComponent != null) {
      plainComponent.append(c);
    }
  }

  private void checkComponent() throws TemplateException {
    if (plainComponent != null) {
      String component = plainComponent.toString();
      if (component.equals(".") || component.equals("..")) {
        throw error("a path cannot have a component " + component, componentStart);
      }
    }
  }

  private static void flush(StringBuilder text, List<Node> nodes) {
    if (!text.isEmpty()) {
      nodes.add(new Node.Text(text.toString()));
      text.setLength(0);
    }
  }

  private TemplateException error(String message, int offset) {
    return new TemplateException(message, source, offset);
  }
}
