package org.musicfs.fuse.protocol;

import org.musicfs.core.tree.Node;

/**
 * How long the kernel may go by what it was told, in seconds, unless told otherwise.
 *
 * @param entrySeconds what a name leads to
 * @param fileSeconds attributes of a file, which are those of a version and never change
 * @param directorySeconds attributes of a directory
 * @param negativeSeconds that a name is not there
 */
public record TimeOuts(
    long entrySeconds, long fileSeconds, long directorySeconds, long negativeSeconds) {
  long attributeSeconds(Node node) {
    return node instanceof Node.File ? fileSeconds : directorySeconds;
  }
}
