package org.musicfs.cli.daemon;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.Search;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;

/**
 * Finds the files of the mount that a person means: those at or below a path, be it typed as seen
 * in the file system or from the mount's root, or else those that a query finds. Thread-safe.
 */
final class CacheTargets {
  /** What a search gives at most. */
  private static final int MOST_HITS = 10_000;

  private final FileTree tree;
  private final Search search;
  private final Path mountpoint;

  CacheTargets(FileTree tree, Search search, Path mountpoint) {
    this.tree = tree;
    this.search = search;
    this.mountpoint = mountpoint;
  }

  /** A file and where it is, relative to the mount's root. */
  record Found(String path, Node.File file) {}

  /** Takes files one by one. */
  @FunctionalInterface
  interface Visitor {
    /** Returns whether it wants more. */
    boolean visit(Found found);
  }

  /** A node and where it is. */
  private record Place(String path, Node node) {}

  /**
   * The versions of all files that are meant.
   *
   * @throws UserError {@code USAGE} if a target is nothing and finds nothing, {@code QUERY} if it
   *     is no query
   */
  List<Long> versions(List<CacheTarget> targets) {
    List<Long> versions = new ArrayList<>();
    forEach(targets, found -> versions.add(found.file().versionId()));
    return versions.stream().distinct().toList();
  }

  /**
   * Hands over all files that are meant, in order of path below each target.
   *
   * @param targets empty for all of the tree
   */
  void forEach(List<CacheTarget> targets, Visitor visitor) {
    try {
      if (targets.isEmpty()) {
        boolean ignored = walk(new Place("", tree.root()), visitor);
        return;
      }
      for (CacheTarget target : targets) {
        for (Place place : places(target)) {
          if (!walk(place, visitor)) {
            return;
          }
        }
      }
    } catch (TreeException e) {
      throw new UserError(
          ExitCode.STATE, "the catalogue cannot be read: " + e.getMessage(), "the log says more");
    }
  }

  private List<Place> places(CacheTarget target) throws TreeException {
    Optional<Place> seen = inMount(target.path());
    if (seen.isEmpty()) {
      seen = find(target.text());
    }
    if (seen.isPresent()) {
      return List.of(seen.get());
    }
    List<Place> places = query(target);
    if (places.isEmpty()) {
      throw new UserError(
          ExitCode.USAGE,
          "'" + target.text() + "' is no path in the mount and finds nothing",
          "give a path below " + mountpoint + " or a query, as for musicfs search");
    }
    return places;
  }

  private Optional<Place> inMount(String path) throws TreeException {
    try {
      Path absolute = Path.of(path);
      return absolute.startsWith(mountpoint)
          ? find(mountpoint.relativize(absolute).toString())
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The node at a path from the root. */
  private Optional<Place> find(String path) throws TreeException {
    Node node = tree.root();
    StringBuilder at = new StringBuilder();
    for (String name : path.split("/")) {
      if (name.isEmpty()) {
        continue;
      }
      Optional<Node> child =
          node instanceof Node.Directory directory
              ? tree.lookup(directory.id(), name)
              : Optional.empty();
      if (child.isEmpty()) {
        return Optional.empty();
      }
      node = child.get();
      at.append(at.isEmpty() ? "" : "/").append(name);
    }
    return Optional.of(new Place(at.toString(), node));
  }

  private List<Place> query(CacheTarget target) throws TreeException {
    SearchResult result;
    try {
      result = search.search(target.text(), MOST_HITS);
    } catch (SearchException e) {
      throw new UserError(
          e.reason() == SearchException.Reason.BAD_QUERY ? ExitCode.QUERY : ExitCode.FAILURE,
          "'" + target.text() + "' is no path in the mount, and as a query: " + e.getMessage(),
          "");
    }
    if (result.total() > MOST_HITS) {
      throw new UserError(
          ExitCode.USAGE,
          "'" + target.text() + "' finds " + result.total() + " tracks, more than " + MOST_HITS,
          "narrow the query, or give a directory");
    }
    List<Place> places = new ArrayList<>();
    for (SearchResult.Hit hit : result.hits()) {
      find(hit.path()).ifPresent(places::add);
    }
    return places;
  }

  private boolean walk(Place place, Visitor visitor) throws TreeException {
    if (place.node() instanceof Node.File file) {
      return visitor.visit(new Found(place.path(), file));
    }
    for (Node child : children(place.node().id())) {
      String path = place.path().isEmpty() ? child.name() : place.path() + "/" + child.name();
      if (!walk(new Place(path, child), visitor)) {
        return false;
      }
    }
    return true;
  }

  private List<Node> children(long directory) throws TreeException {
    List<Node> children = new ArrayList<>();
    tree.list(directory, 0, children::add);
    children.sort(Comparator.comparing(Node::name));
    return children;
  }
}
