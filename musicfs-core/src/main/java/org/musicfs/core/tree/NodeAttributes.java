package org.musicfs.core.tree;

import java.util.Map;

/** What is told about a node beyond its stat, as extended attributes. Thread-safe. */
@FunctionalInterface
public interface NodeAttributes {
  /**
   * Values by full attribute name ({@code user.musicfs.origin}, {@code user.xdg.tags} …), only
   * those the node has.
   *
   * @throws TreeException if the catalogue cannot answer
   */
  Map<String, byte[]> attributes(Node node) throws TreeException;
}
