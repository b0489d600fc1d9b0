package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;
import org.musicfs.core.tree.TreeListener;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.tree.ReadAhead.Page;

/**
 * A view, read from the catalogue's last commit. Thread-safe; never waits for a writer.
 *
 * <p>Before the queries stand three small caches: of look-ups, which a listing fills in advance, of
 * nodes by id, and of what a listing read and its caller had no room for. All hold for one
 * generation of the catalogue only.
 *
 * <p>The generation grows after a commit and before the listener is told of it. An answer is kept
 * with the generation from before its query began, so one from before the commit never has the
 * later generation, however late it is put, and one with the later generation was read by a query
 * that began after the commit and so saw it. In between, an answer from after the commit may be
 * kept with the earlier generation, which only costs a query.
 */
public final class CatalogueTree implements FileTree {
  /** About 2 MiB. The kernel keeps what it uses often; this serves the walk along a path. */
  private static final int CACHED_LOOKUPS = 8_192;

  /** About 200 KiB: requests on open files and on directories a walk is in. */
  private static final int CACHED_NODES = 1_024;

  /** Far more than there are listings under way, so that they seldom meet in a slot. */
  private static final int CACHED_PAGES = 64;

  /** Few enough that a connection is busy for less than a millisecond. */
  private static final int PAGE = 256;

  private static final String BY_ID = "SELECT " + NodeRow.COLUMNS + " FROM nodes WHERE id = ?";
  private static final String BY_NAME =
      "SELECT " + NodeRow.COLUMNS + " FROM nodes WHERE parent = ? AND name_key = ?";
  private static final String VERSION = "SELECT mtime_ns, size FROM versions WHERE id = ?";
  private static final String CHILDREN =
      "SELECT "
          + NodeRow.COLUMNS
          + " FROM nodes INDEXED BY nodes_children WHERE parent = ? AND id > ? ORDER BY id LIMIT "
          + PAGE;

  private final Catalogue catalogue;
  private final Supplier<View> view;
  private final NodeCache byName = new NodeCache(CACHED_LOOKUPS);
  private final NodesById byId = new NodesById(CACHED_NODES);
  private final ReadAhead pages = new ReadAhead(CACHED_PAGES);
  private volatile ThumbnailSource thumbnails = ThumbnailSource.NONE;

  /** What is there of a small version of a cover: itself, or that which it could be made from. */
  private record SmallCover(Optional<Node> node, Optional<Thumbnails.Cover> cover) {}

  /** A query for one node. */
  @FunctionalInterface
  private interface Query {
    ResultSet run(Session session) throws SQLException;
  }

  /**
   * @param view asked each time, as it is not known before the catalogue is in step
   */
  public CatalogueTree(Catalogue catalogue, Supplier<View> view) {
    this.catalogue = catalogue;
    this.view = view;
  }

  /** The id of the view. */
  public long viewId() {
    return view.get().id();
  }

  /** From now on makes small versions of covers by this. */
  public void makeThumbnailsBy(ThumbnailSource source) {
    thumbnails = source;
  }

  @Override
  public Node.Directory root() throws TreeException {
    if (node(view.get().root()).orElse(null) instanceof Node.Directory root) {
      return root;
    }
    throw new TreeException("the catalogue has no root", null);
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
        one(session -> session.query(BY_NAME, directoryId, NameKey.of(name)))
            .filter(node -> node.name().equals(name));
    if (found.isEmpty()) {
      Optional<ThumbnailSize> size = ThumbnailSize.ofName(name);
      if (size.isPresent()) {
        return thumbnail(generation, directoryId, size.get());
      }
    }
    byName.put(generation, directoryId, name, found);
    return found;
  }

  @Override
  public boolean mayAppear(String name) {
    return ThumbnailSize.ofName(name).isPresent();
  }

  /** A small version of a cover, made now if that is soon done. */
  private Optional<Node> thumbnail(long generation, long directory, ThumbnailSize size)
      throws TreeException {
    SmallCover known = smallCover(directory, size);
    if (known.cover.isPresent()) {
      // That there is none yet is not kept: it comes without a change being told.
      return thumbnails.make(directory, size, known.cover.get())
          ? smallCover(directory, size).node
          : Optional.empty();
    }
    byName.put(generation, directory, size.fileName(), known.node);
    return known.node;
  }

  private SmallCover smallCover(long directory, ThumbnailSize size) throws TreeException {
    try {
      return catalogue.read(
          session -> {
            Optional<Node> node = Thumbnails.find(session, directory, size);
            return new SmallCover(
                node, node.isPresent() ? Optional.empty() : Thumbnails.cover(session, directory));
          });
    } catch (CatalogueException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Node> node(long id) throws TreeException {
    long generation = catalogue.generation();
    NodesById.@Nullable Entry cached = byId.get(generation, id);
    if (cached != null) {
      return cached.node();
    }
    Optional<Node> found = one(session -> session.query(BY_ID, id));
    byId.put(generation, id, found);
    return found;
  }

  @Override
  public Optional<Node.File> file(long id, long versionId) throws TreeException {
    @Nullable Node now = node(id).orElse(null);
    if (now instanceof Node.File file && file.versionId() == versionId) {
      return Optional.of(file);
    }
    try {
      return catalogue.read(
          session -> {
            try (ResultSet row = session.query(VERSION, versionId)) {
              if (!row.next()) {
                return Optional.empty();
              }
              return Optional.of(
                  new Node.File(
                      id,
                      now == null ? view.get().root() : now.parentId(),
                      now == null ? "" : now.name(),
                      row.getLong(1),
                      versionId,
                      row.getLong(2)));
            }
          });
    } catch (CatalogueException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void onChange(TreeListener listener) {
    catalogue.onTreeChange(listener);
  }

  private Optional<Node> one(Query query) throws TreeException {
    try {
      return catalogue.read(
          session -> {
            try (ResultSet row = query.run(session)) {
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
          pages.put(page.from(i, after));
          return;
        }
        after = node.id();
      }
    } while (!page.last());
    if (after != afterId) {
      // The kernel asks once more, to be told that this was the end.
      pages.put(page.from(page.nodes().size(), after));
    }
  }

  /** The children that come next: those left over from a query before, or a query's. */
  private Page page(long directoryId, long afterId) throws TreeException {
    long generation = catalogue.generation();
    @Nullable Page left = pages.get(generation, directoryId, afterId);
    if (left != null) {
      return left;
    }
    List<Node> nodes = query(directoryId, afterId);
    for (Node node : nodes) {
      byName.put(generation, directoryId, node.name(), Optional.of(node));
    }
    return new Page(generation, directoryId, afterId, nodes, nodes.size() < PAGE);
  }

  private List<Node> query(long directoryId, long afterId) throws TreeException {
    try {
      return catalogue.read(
          session -> {
            List<Node> nodes = new ArrayList<>();
            try (ResultSet rows = session.query(CHILDREN, directoryId, afterId)) {
              while (rows.next()) {
                nodes.add(NodeRow.child(directoryId, rows));
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
                    "SELECT files, directories, bytes FROM views WHERE id = ?", view.get().id())) {
              return row.next()
                  ? new TreeCounts(row.getLong(1), row.getLong(2), row.getLong(3))
                  : new TreeCounts(0, 1, 0);
            }
          });
    } catch (CatalogueException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  /** Where a track is listed, relative to the root: one of its places; empty if it has none. */
  public Optional<String> pathOfTrack(long track) throws TreeException {
    Optional<Node> node =
        one(
            session ->
                session.query(
                    "SELECT "
                        + NodeRow.COLUMNS
                        + " FROM nodes WHERE track = ? AND view = ? LIMIT 1",
                    track,
                    view.get().id()));
    Deque<String> names = new ArrayDeque<>();
    while (node.isPresent() && node.get().id() != view.get().root()) {
      names.addFirst(node.get().name());
      node = node(node.get().parentId());
    }
    return names.isEmpty() || node.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("/", names));
  }
}
