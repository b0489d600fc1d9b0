package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeException;
import org.musicfs.core.tree.TreeListener;

/**
 * What a kernel keeps of a tree: where names lead, also those that lead nowhere; what directories
 * are; what they list; also of what has gone. It drops what it is told of and nothing else.
 */
final class TreeCopy implements TreeListener {
  private final Map<TreeChange.Entry, Object> names = new HashMap<>();
  private final Map<Long, Optional<Node>> directories = new HashMap<>();
  private final Map<Long, Set<String>> listings = new HashMap<>();
  private final Set<TreeChange.Entry> droppedNames = new HashSet<>();
  private final Set<Long> droppedDirectories = new HashSet<>();
  private boolean everything;

  @Override
  public void changed(TreeChange change) {
    switch (change) {
      case TreeChange.Listed listed -> {
        droppedNames.addAll(listed.entries());
        droppedDirectories.addAll(listed.directories());
      }
      case TreeChange.Everything ignored -> everything = true;
    }
  }

  /** Compares all that is still kept with the tree, and what was dropped with what was kept. */
  void check(String context, FileTree tree) throws TreeException {
    if (!everything) {
      for (Map.Entry<TreeChange.Entry, Object> name : names.entrySet()) {
        boolean same = name.getValue().equals(look(tree, name.getKey()));
        assertThat(droppedNames.contains(name.getKey()))
            .as("%s: %s told, was %s", context, name.getKey(), name.getValue())
            .isEqualTo(!same);
      }
      for (Map.Entry<Long, Optional<Node>> kept : directories.entrySet()) {
        long id = kept.getKey();
        boolean same =
            kept.getValue().equals(tree.node(id)) && listings.get(id).equals(listing(tree, id));
        assertThat(droppedDirectories.contains(id))
            .as("%s: %s told, was %s", context, id, kept.getValue())
            .isEqualTo(!same);
      }
      assertThat(directories.keySet()).as(context).containsAll(droppedDirectories);
    }
  }

  /** Keeps all there is, and asks again for all that ever was; {@code others} in each directory. */
  void fill(FileTree tree, List<String> others) throws TreeException {
    droppedNames.clear();
    droppedDirectories.clear();
    everything = false;
    Set<Long> known = new HashSet<>(directories.keySet());
    known.add(tree.root().id());
    for (TreeChange.Entry name : List.copyOf(names.keySet())) {
      names.put(name, look(tree, name));
    }
    for (long directory : known) {
      fill(tree, directory, others);
    }
  }

  private void fill(FileTree tree, long directory, List<String> others) throws TreeException {
    directories.put(directory, tree.node(directory));
    listings.put(directory, listing(tree, directory));
    List<Node> children = new ArrayList<>();
    tree.list(directory, 0, children::add);
    for (String other : others) {
      keep(tree, new TreeChange.Entry(directory, other));
    }
    for (Node child : children) {
      keep(tree, new TreeChange.Entry(directory, child.name()));
      if (child instanceof Node.Directory && !directories.containsKey(child.id())) {
        fill(tree, child.id(), others);
      }
    }
  }

  private void keep(FileTree tree, TreeChange.Entry name) throws TreeException {
    names.put(name, look(tree, name));
  }

  /** Where a name leads: a file in its version, a directory whatever it holds, or nowhere. */
  private static Object look(FileTree tree, TreeChange.Entry name) throws TreeException {
    return tree.lookup(name.directoryId(), name.name())
        .map(node -> node instanceof Node.Directory ? (Object) node.id() : node)
        .orElse("nowhere");
  }

  private static Set<String> listing(FileTree tree, long directory) throws TreeException {
    Set<String> listing = new HashSet<>();
    tree.list(directory, 0, child -> listing.add(child.id() + " " + child.name()));
    return listing;
  }
}
