package org.musicfs.index.tree;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;

/**
 * The main view, read from the catalogue's last commit. Thread-safe; never waits for a writer.
 *
 * <p>Before the queries stand three small caches: of look-ups, which a listing fills in advance, of
 * nodes by id, and of what a listing read and its caller had no room for. All hold for one
 * generation of the catalogue only.
 */
public final class CatalogueTree implements FileTree {
  /** About 2 MiB. The kernel keeps what it uses often; this serves the walk along a path. */
  private static final int CACHED_LOOKUPS = 8_192;

  private static final int CACHED_NODES = 1_024;

  /** Listings under way at a time that go on without another query. */
  private static final int CACHED_PAGES = 32;

  /** Few enough that a connection is busy for less than a millisecond. */
  private static final int PAGE = 256;

  private static final String BY_ID = "SELECT " + NodeRow.COLUMNS + " FROM nodes WHERE id = ?";
  private static final String BY_NAME =
      "SELECT " + NodeRow.COLUMNS + " FROM nodes WHERE parent = ? AND name_key = ?";
  private static final String CHILDREN =
      "SELECT "
          + NodeRow.COLUMNS
          + " FROM nodes INDEXED BY nodes_children WHERE parent = ? AND id > ? ORDER BY id LIMIT "
          + PAGE;

  private final Catalogue catalogue;
  private final NodeCache byName = new NodeCache(CACHED_LOOKUPS);
  private final Cache<Long, Entry> byId =
      Caffeine.newBuilder().maximumSize(CACHED_NODES).executor(Runnable::run).build();
  private final Cache<Position, Page> pages =
      Caffeine.newBuilder().maximumSize(CACHED_PAGES).executor(Runnable::run).build();

  private record Entry(long generation, Optional<Node> node) {}

  /** A place in a listing: after this child. */
  private record Position(long directory, long after) {}

  /**
   * A run of children.
   *
   * @param last whether the directory ends with it
   */
  private record Page(long generation, List<Node> nodes, boolean last) {
    Page from(int index) {
      return new Page(generation, nodes.subList(index, nodes.size()), last);
    }
  }

  public CatalogueTree(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Node.Directory root() throws TreeException {
    return node(Directories.ROOT)
        .filter(Node.Directory.class::isInstance)
        .map(Node.Directory.class::cast)
        .orElseThrow(() -> new TreeException("the catalogue has no root", null));
  }

  @Override
  public Optional<Node> lookup(long directoryId, String name) throws TreeException {
    long generation = catalogue.generation();
    NodeCache.@Nullable Entry cached = byName.get(generation, directoryId, name);
    if (cached != null) {
      return cached.node();
    }
    // The key finds the name in any case; the tree itself tells upper from lower case.
    Optional<Node> found =
        one(BY_NAME, directoryId, NameKey.of(name)).filter(node -> node.name().equals(name));
    byName.put(generation, directoryId, name, found);
    return found;
  }

  @Override
  public Optional<Node> node(long id) throws TreeException {
    long generation = catalogue.generation();
    Entry cached = byId.getIfPresent(id);
    if (cached != null && cached.generation() == generation) {
      return cached.node();
    }
    Optional<Node> found = one(BY_ID, id);
    byId.put(id, new Entry(generation, found));
    return found;
  }

  private Optional<Node> one(String sql, Object... values) throws TreeException {
    try {
      return catalogue.read(
          session -> {
            try (ResultSet row = session.query(sql, values)) {
              return row.next() ? Optional.of(NodeRow.read(row)) : Optional.empty();
            }
          });
    } catch (CatalogueException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void list(long directoryId, long afterId, NodeSink sink) throws TreeException {
    long after = afterId;
    Page page;
    do {
      page = page(directoryId, after);
      for (int i = 0; i < page.nodes().size(); i++) {
        Node node = page.nodes().get(i);
        if (!sink.accept(node)) {
          pages.put(new Position(directoryId, after), page.from(i));
          return;
        }
        after = node.id();
      }
    } while (!page.last());
    if (after != afterId) {
      // The kernel asks once more, to be told that this was the end.
      pages.put(new Position(directoryId, after), page.from(page.nodes().size()));
    }
  }

  /** The children that come next: those left over from a query before, or a query's. */
  private Page page(long directoryId, long afterId) throws TreeException {
    long generation = catalogue.generation();
    @Nullable Page left = pages.getIfPresent(new Position(directoryId, afterId));
    if (left != null && left.generation() == generation) {
      return left;
    }
    List<Node> nodes = query(directoryId, afterId);
    for (Node node : nodes) {
      byName.put(generation, directoryId, node.name(), Optional.of(node));
    }
    return new Page(generation, nodes, nodes.size() < PAGE);
  }

  private List<Node> query(long directoryId, long afterId) throws TreeException {
    try {
      return catalogue.read(
          session -> {
            List<Node> nodes = new ArrayList<>();
            try (ResultSet rows = session.query(CHILDREN, directoryId, afterId)) {
              while (rows.next()) {
                nodes.add(NodeRow.read(rows));
              }
            }
            return nodes;
          });
    } catch (CatalogueException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  @Override
  public TreeCounts counts() throws TreeException {
    try {
      return catalogue.read(
          session -> {
            try (ResultSet row =
                session.query(
                    "SELECT files, directories, bytes FROM views WHERE id = ?",
                    Placement.MAIN_VIEW)) {
              return row.next()
                  ? new TreeCounts(row.getLong(1), row.getLong(2), row.getLong(3))
                  : new TreeCounts(0, 1, 0);
            }
          });
    } catch (CatalogueException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  /** Where a track is listed, relative to the root; empty if it is not. */
  public Optional<String> pathOfTrack(long track) throws TreeException {
    Optional<Node> node =
        one(
            "SELECT " + NodeRow.COLUMNS + " FROM nodes WHERE track = ? AND view = ?",
            track,
            Placement.MAIN_VIEW);
    Deque<String> names = new ArrayDeque<>();
    while (node.isPresent() && node.get().id() != Directories.ROOT) {
      names.addFirst(node.get().name());
      node = node(node.get().parentId());
    }
    return names.isEmpty() || node.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("/", names));
  }
}
