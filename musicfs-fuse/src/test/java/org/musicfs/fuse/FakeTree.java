package org.musicfs.fuse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeListener;

/** A tree in memory that is quick at any size and can change while it is mounted. Thread-safe. */
public final class FakeTree implements FileTree {
  static final long MTIME = 1_700_000_000_123_456_789L;

  private record Name(long parent, String name) {}

  private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
  private final Map<Name, Long> names = new ConcurrentHashMap<>();
  private final Map<Long, ConcurrentSkipListMap<Long, Node>> children = new ConcurrentHashMap<>();
  private final Map<Long, Node.File> versions = new ConcurrentHashMap<>();
  private final AtomicLong nextId = new AtomicLong(2);
  private final Set<String> mayAppear = ConcurrentHashMap.newKeySet();
  private volatile TreeListener listener = TreeListener.NONE;

  public FakeTree() {
    nodes.put(1L, new Node.Directory(1, 1, "", MTIME, 0));
    children.put(1L, new ConcurrentSkipListMap<>());
  }

  /** Files of this name come without being told. */
  public void mayAppearUntold(String name) {
    mayAppear.add(name);
  }

  @Override
  public boolean mayAppear(String name) {
    return mayAppear.contains(name);
  }

  /** Adds a file and the directories it needs. */
  public Node.File add(String path, long version, long size) {
    Node.File file = insert(path, version, size);
    announce(entry(file), List.of(file.parentId()));
    return file;
  }

  private synchronized Node.File insert(String path, long version, long size) {
    List<String> parts = List.of(path.split("/", -1));
    long parent = 1;
    for (String name : parts.subList(0, parts.size() - 1)) {
      parent = directory(parent, name);
    }
    Node.File file =
        new Node.File(nextId.getAndIncrement(), parent, parts.getLast(), MTIME, version, size);
    put(file);
    return file;
  }

  /** Another version of a file; same node, same mtime. */
  public Node.File replace(Node.File old, long version, long size) {
    Node.File file =
        new Node.File(old.id(), old.parentId(), old.name(), old.mtimeNanos(), version, size);
    synchronized (this) {
      put(file);
    }
    announce(entry(file), List.of());
    return file;
  }

  public void remove(Node.File file) {
    synchronized (this) {
      nodes.remove(file.id());
      names.remove(new Name(file.parentId(), file.name()));
      children.get(file.parentId()).remove(file.id());
    }
    announce(entry(file), List.of(file.parentId()));
  }

  private static TreeChange.Entry entry(Node node) {
    return new TreeChange.Entry(node.parentId(), node.name());
  }

  /** As a commit would, holding no lock. */
  private void announce(TreeChange.Entry entry, List<Long> directories) {
    listener.changed(new TreeChange.Listed(List.of(entry), directories));
  }

  private long directory(long parent, String name) {
    Long there = names.get(new Name(parent, name));
    if (there != null) {
      return there;
    }
    long id = nextId.getAndIncrement();
    children.put(id, new ConcurrentSkipListMap<>());
    put(new Node.Directory(id, parent, name, MTIME, 0));
    Node.Directory p = (Node.Directory) nodes.get(parent);
    Node.Directory more =
        new Node.Directory(p.id(), p.parentId(), p.name(), MTIME, p.subdirectories() + 1);
    if (parent == 1) {
      nodes.put(1L, more);
    } else {
      put(more);
    }
    return id;
  }

  private void put(Node node) {
    if (node instanceof Node.File file) {
      versions.put(file.versionId(), file);
    }
    nodes.put(node.id(), node);
    names.put(new Name(node.parentId(), node.name()), node.id());
    children.get(node.parentId()).put(node.id(), node);
  }

  @Override
  public Node.Directory root() {
    return (Node.Directory) nodes.get(1L);
  }

  @Override
  public Optional<Node> lookup(long directoryId, String name) {
    return Optional.ofNullable(names.get(new Name(directoryId, name))).map(nodes::get);
  }

  @Override
  public Optional<Node> node(long id) {
    return Optional.ofNullable(nodes.get(id));
  }

  @Override
  public Optional<Node.File> file(long id, long versionId) {
    return Optional.ofNullable(versions.get(versionId)).filter(file -> file.id() == id);
  }

  @Override
  public void onChange(TreeListener listener) {
    this.listener = listener;
  }

  @Override
  public void list(long directoryId, long afterId, NodeSink sink) {
    ConcurrentSkipListMap<Long, Node> all = children.get(directoryId);
    if (all == null) {
      return;
    }
    for (Node node : all.tailMap(afterId, false).values()) {
      if (!sink.accept(node)) {
        return;
      }
    }
  }

  @Override
  public TreeCounts counts() {
    long directories = children.size();
    return new TreeCounts(nodes.size() - directories, directories, nodes.size() * 5_000_000L);
  }
}
