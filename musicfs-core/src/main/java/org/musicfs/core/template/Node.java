package org.musicfs.core.template;

import java.util.List;

/** A piece of a parsed template. Immutable. */
interface Node {
  /**
   * Writes itself.
   *
   * @return whether a field that was asked for on the way is present
   */
  boolean write(TemplateContext context, Output out);

  /** What it writes, at most {@link Template#MAX_COMPONENT_CHARS}. */
  default String text(TemplateContext context) {
    Output out = new Output();
    write(context, out);
    return Output.cut(out.toString(), Template.MAX_COMPONENT_CHARS);
  }

  /** Characters of the template itself. */
  record Text(String text) implements Node {
    @Override
    public boolean write(TemplateContext context, Output out) {
      out.text(text);
      return false;
    }
  }

  /** The {@code /} between two components. */
  record Separator() implements Node {
    @Override
    public boolean write(TemplateContext context, Output out) {
      out.separator();
      return false;
    }
  }

  /** {@code $a} or {@code ${a|b}}: the values of the first field that is present. */
  record Field(List<String> names) implements Node {
    @Override
    public boolean write(TemplateContext context, Output out) {
      List<String> values = values(context);
      int start = out.length();
      for (String value : values) {
        if (out.length() > start) {
          out.text(Functions.JOINER);
        }
        out.value(Output.cut(value, Output.MAX_VALUE_CHARS));
        if (out.length() - start > Output.MAX_VALUE_CHARS) {
          break;
        }
      }
      return !values.isEmpty();
    }

    List<String> values(TemplateContext context) {
      for (String name : names) {
        List<String> values = context.values(name);
        if (!values.isEmpty()) {
          return values;
        }
      }
      return List.of();
    }
  }

  /** One after the other. */
  record Sequence(List<Node> nodes) implements Node {
    @Override
    public boolean write(TemplateContext context, Output out) {
      boolean present = false;
      for (Node node : nodes) {
        present |= node.write(context, out);
      }
      return present;
    }
  }

  /** {@code [ … ]}: shown only if a field inside is present. */
  record Section(Node content) implements Node {
    @Override
    public boolean write(TemplateContext context, Output out) {
      int start = out.length();
      boolean present = content.write(context, out);
      if (!present) {
        out.truncate(start);
      }
      return present;
    }
  }
}
