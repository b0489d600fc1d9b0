package org.musicfs.core.template;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.musicfs.core.template.TemplateParser.Slash;

/** The functions of the language: name, arguments, and how a call becomes a {@link Node}. */
@SuppressWarnings("ImmutableEnumChecker") // builders hold no state, and the lists are List.of
enum Function {
  IF("%if{condition,then[,else]}", 2, Functions::choose, Kind.NAME, Kind.PATH, Kind.PATH),
  IFDEF("%ifdef{field[,then[,else]]}", 1, Functions::defined, Kind.LITERAL, Kind.PATH, Kind.PATH),
  UPPER("%upper{text}", 1, Functions.mapping(s -> s.toUpperCase(Locale.ROOT)), Kind.PATH),
  LOWER("%lower{text}", 1, Functions.mapping(s -> s.toLowerCase(Locale.ROOT)), Kind.PATH),
  TITLE("%title{text}", 1, Functions.mapping(TextFunctions::title), Kind.PATH),
  ASCIIFY("%asciify{text}", 1, Functions.mapping(Asciify::ascii), Kind.PATH),
  THE("%the{text}", 1, Functions.mapping(TextFunctions::the), Kind.NAME),
  LEFT("%left{text,count}", 2, Functions::left, Kind.NAME, Kind.LITERAL),
  RIGHT("%right{text,count}", 2, Functions::right, Kind.NAME, Kind.LITERAL),
  PAD("%pad{text,width[,character]}", 2, Functions::pad, Kind.NAME, Kind.LITERAL, Kind.LITERAL),
  REPLACE("%replace{text,from,to}", 3, Functions::replace, Kind.NAME, Kind.CHARS, Kind.CHARS),
  FIRST(
      "%first{text[,count[,skip[,separator[,joiner]]]]}",
      1, Functions::first, Kind.NAME, Kind.LITERAL, Kind.LITERAL, Kind.LITERAL, Kind.LITERAL),
  BUCKET(
      "%bucket{text,range|range…[,other]}",
      2, Functions::bucket, Kind.NAME, Kind.LITERAL, Kind.LITERAL),
  AUNIQUE(
      "%aunique{[keys[,disambiguators[,brackets]]]}",
      0, Functions::aunique, Kind.LITERAL, Kind.LITERAL, Kind.LITERAL);

  /** What an argument is, and so what a {@code /} in it means. */
  enum Kind {
    /** Text that may hold several components. */
    PATH(Slash.SEPARATES),
    /** Text that becomes a part of one component. */
    NAME(Slash.REFUSED),
    /** Text that is looked for or put in. */
    CHARS(Slash.CHARACTER),
    /** Plain characters, known when the template is read. */
    LITERAL(Slash.CHARACTER);

    private final Slash slash;

    Kind(Slash slash) {
      this.slash = slash;
    }

    Slash slash() {
      return slash;
    }
  }

  /** Makes a call's node of its arguments, whose number is right. */
  interface Builder {
    Node build(Arguments arguments) throws TemplateException;
  }

  private final String usage;
  private final int min;
  private final Builder builder;
  private final List<Kind> kinds;

  Function(String usage, int min, Builder builder, Kind... kinds) {
    this.usage = usage;
    this.min = min;
    this.builder = builder;
    this.kinds = List.of(kinds);
  }

  static Optional<Function> find(String key) {
    return Arrays.stream(values()).filter(f -> f.key().equals(key)).findFirst();
  }

  /** The name in templates. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How a call looks; optional parts in brackets. */
  String usage() {
    return usage;
  }

  int min() {
    return min;
  }

  int max() {
    return kinds.size();
  }

  /** The kind of an argument; of one too many, some kind. */
  Kind kind(int index) {
    return index < kinds.size() ? kinds.get(index) : Kind.CHARS;
  }

  /** Whether a call asks for fields its arguments name literally. */
  boolean asksFields() {
    return this == IFDEF || this == AUNIQUE;
  }

  Node build(Arguments arguments) throws TemplateException {
    return builder.build(arguments);
  }
}
