package org.musicfs.index.tree;

/**
 * The name of an original in two parts.
 *
 * @param stem what comes before the last dot; all of it if there is no extension
 * @param extension what follows, as written; empty if the dot is the first or last character
 */
record FileName(String stem, String extension) {
  static FileName of(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && dot < name.length() - 1
        ? new FileName(name.substring(0, dot), name.substring(dot + 1))
        : new FileName(name, "");
  }
}
