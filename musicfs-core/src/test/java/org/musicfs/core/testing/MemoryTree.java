package org.musicfs.core.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeListener;

/** A tree in memory. Thread-safe. */
public final class MemoryTree implements FileTree {
  private static final long MTIME = 1_700_000_000_123_456_789L;
  private final Map<Long, Node> nodes = new HashMap<>();
  private final Map<Long, List<Long>> children = new HashMap<>();
  private long nextId = 2;

  public MemoryTree() {
    nodes.put(1L, new Node.Directory(1, 1, "", MTIME, 0));
    children.put(1L, new ArrayList<>());
  }

  /** Adds a file and the directories it needs. Returns the file. */
  public synchronized Node.File add(String path, long versionId, long sizeBytes) {
    String[] names = path.split("/", -1);
    long parent = 1;
    for (int i = 0; i < names.length - 1; i++) {
      parent = directory(parent, names[i]);
    }
    Node.File file =
        new Node.File(nextId++, parent, names[names.length - 1], MTIME, versionId, sizeBytes);
    link(file);
    return file;
  }

  private long directory(long parent, String name) {
    Optional<Node> there = lookup(parent, name);
    if (there.isPresent()) {
      return there.get().id();
    }
    Node.Directory made = new Node.Directory(nextId++, parent, name, MTIME, 0);
    link(made);
    children.put(made.id(), new ArrayList<>());
    Node.Directory holder = (Node.Directory) nodes.get(parent);
    nodes.put(
        parent,
        new Node.Directory(
            parent,
            holder.parentId(),
            holder.name(),
            holder.mtimeNanos(),
            holder.subdirectories() + 1));
    return made.id();
  }

  private void link(Node node) {
    nodes.put(node.id(), node);
    children.get(node.parentId()).add(node.id());
  }

  @Override
  public synchronized Node.Directory root() {
    return (Node.Directory) nodes.get(1L);
  }

  @Override
  public synchronized Optional<Node> lookup(long directoryId, String name) {
    return children.getOrDefault(directoryId, List.of()).stream()
        .map(nodes::get)
        .filter(n -> n.name().equals(name))
        .findFirst();
  }

  @Override
  public synchronized Optional<Node> node(long id) {
    return Optional.ofNullable(nodes.get(id));
  }

  @Override
  public Optional<Node.File> file(long id, long versionId) {
    return node(id)
        .filter(Node.File.class::isInstance)
        .map(Node.File.class::cast)
        .filter(file -> file.versionId() == versionId);
  }

  @Override
  public void onChange(TreeListener listener) {
    // Once made it does not change while anybody listens.
  }

  @Override
  public void list(long directoryId, long afterId, NodeSink sink) {
    List<Node> snapshot;
    synchronized (this) {
      snapshot = children.getOrDefault(directoryId, List.of()).stream().map(nodes::get).toList();
    }
    for (Node node : snapshot) {
      if (node.id() > afterId && !sink.accept(node)) {
        return;
      }
    }
  }

  @Override
  public synchronized TreeCounts counts() {
    long files = 0;
    long bytes = 0;
    for (Node node : nodes.values()) {
      if (node instanceof Node.File file) {
        files++;
        bytes += file.sizeBytes();
      }
    }
    return new TreeCounts(files, nodes.size() - files, bytes);
  }
}
