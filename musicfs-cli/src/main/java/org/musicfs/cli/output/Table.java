package org.musicfs.cli.output;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows in columns: as wide as their widest cell, two spaces apart, no lines. Control characters in
 * cells are shown as {@code ?}, so that a file's name cannot draw on the terminal.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;
  private final Set<Integer> right = new HashSet<>();

  /** A table with these headings; one without any shows none. */
  public Table(String... headings) {
    this.columns = headings.length;
    row(headings);
  }

  /** Aligns a column to the right, as numbers are. */
  public void alignRight(int column) {
    right.add(column);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has another number of cells than the headings
   */
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(Human.printable(cell));
    }
    rows.add(row);
    return this;
  }

  /** The lines, each with its newline. */
  @Override
  public String toString() {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Human.width(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String padding = " ".repeat(widths[i] - Human.width(cell));
        line.append(i == 0 ? "" : GAP);
        line.append(right.contains(i) ? padding + cell : cell + padding);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
