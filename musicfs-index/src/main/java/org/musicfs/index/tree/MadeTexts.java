package org.musicfs.index.tree;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.hash.Xxh3;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.playlist.ReferringText;
import org.musicfs.index.tree.Directories.Directory;

/**
 * Playlists and cue sheets as the tree shows them: with the paths of the tracks in the tree, as
 * seen from where they stand ({@link PathMatcher} finds the tracks). Whatever is made has a version
 * of its own. Confined to one transaction.
 */
final class MadeTexts {
  private final Directories directories;
  private final Charset legacy;

  /** Whether there was any file that names others when this was asked first; null before. */
  private @Nullable Boolean mentions;

  /** A version that was made. */
  record Made(long version, long sizeBytes, long mtimeNanos) {}

  /**
   * @param legacy what they are written in that are no UTF-8
   */
  MadeTexts(Directories directories, Charset legacy) {
    this.directories = directories;
    this.legacy = legacy;
  }

  private Session session() {
    return directories.session();
  }

  /** Remembers the text of a file and which files it names. */
  void put(long location, OriginFile file, CompanionKind kind, byte[] content)
      throws SQLException, CatalogueException {
    remove(location);
    session().update("INSERT INTO texts (location, content) VALUES (?, ?)", location, content);
    for (String name : ReferringText.parse(kind, content, legacy).names()) {
      for (OriginFile place : PathMatcher.places(session(), file, name)) {
        session()
            .update(
                "INSERT OR IGNORE INTO mentions (path_key, location) VALUES (?, ?)",
                key(place),
                location);
      }
    }
  }

  /** Forgets a text. */
  void remove(long location) throws SQLException {
    session().update("DELETE FROM texts WHERE location = ?", location);
    session().update("DELETE FROM mentions WHERE location = ?", location);
  }

  /** The files that named this one before the transaction, at least. */
  List<OriginFile> mentioning(OriginId origin, OriginPath path) throws SQLException {
    List<OriginFile> found = new ArrayList<>();
    if (mentions == null) {
      mentions = session().number(0, "SELECT EXISTS (SELECT 1 FROM mentions)") != 0;
    }
    if (!mentions) {
      return found;
    }
    try (ResultSet rows =
        session()
            .query(
                "SELECT d.origin, d.path, l.name FROM mentions m"
                    + " JOIN locations l ON l.id = m.location"
                    + " JOIN directories d ON d.id = l.directory WHERE m.path_key = ?",
                key(new OriginFile(origin, path)))) {
      while (rows.next()) {
        found.add(
            new OriginFile(
                new OriginId(rows.getInt(1)),
                OriginPath.of(rows.getBytes(2)).resolve(rows.getBytes(3))));
      }
    }
    return found;
  }

  private static long key(OriginFile place) {
    String name = FileName.of(OriginPath.display(place.path().name())).stem();
    String path = place.path().parent() + "/" + name;
    String folded = place.origin().value() + ":" + NameRules.collisionKey(path);
    return Xxh3.hash(folded.getBytes(StandardCharsets.UTF_8)).low();
  }

  /**
   * Makes a text for where it stands.
   *
   * @param directory of the tree, that it stands or will stand in
   * @param standing its version so far, 0 if it has none: kept if its bytes are still right
   * @param mtimeNanos the original's; a text that is made anew is of now
   */
  Made make(
      long location,
      OriginFile file,
      CompanionKind kind,
      long directory,
      long standing,
      long mtimeNanos)
      throws SQLException, CatalogueException {
    ReferringText text = ReferringText.parse(kind, content(location), legacy);
    List<String> from = components(directories.get(directory));
    PathMatcher matcher = new PathMatcher(session(), file, text.extensionsMayDiffer());
    Map<String, Optional<String>> paths = new HashMap<>();
    for (String name : text.names()) {
      if (!paths.containsKey(name)) {
        long track = matcher.track(name);
        paths.put(name, track == 0 ? Optional.empty() : relative(track, from));
      }
    }
    long unmatched = paths.values().stream().filter(Optional::isEmpty).count();
    session().update("UPDATE texts SET unmatched = ? WHERE location = ?", unmatched, location);
    byte[] bytes = text.with(name -> paths.getOrDefault(name, Optional.empty()));
    if (standing != 0) {
      Optional<Made> same = same(standing, bytes);
      if (same.isPresent()) {
        return same.get();
      }
      retire(standing);
    }
    long made = standing == 0 ? mtimeNanos : directories.nowNanos();
    long version = DerivedVersions.made(directories.transaction(), location, made, bytes);
    return new Made(version, bytes.length, made);
  }

  /** Keeps a version that was made for a while, for those who have it open; no other. */
  void retire(long version) throws SQLException {
    DerivedVersions.retire(session(), version, directories.nowNanos() / 1_000_000);
  }

  private Optional<Made> same(long version, byte[] bytes) throws SQLException {
    try (ResultSet row =
        session().query("SELECT made, mtime_ns FROM versions WHERE id = ?", version)) {
      return row.next() && Arrays.equals(bytes, row.getBytes(1))
          ? Optional.of(new Made(version, bytes.length, row.getLong(2)))
          : Optional.empty();
    }
  }

  private byte[] content(long location) throws SQLException, CatalogueException {
    try (ResultSet row =
        session().query("SELECT content FROM texts WHERE location = ?", location)) {
      if (!row.next()) {
        throw new CatalogueException("the text of location " + location + " is gone", null);
      }
      return row.getBytes(1);
    }
  }

  /** The path of a track in the tree as seen from a directory. */
  private Optional<String> relative(long track, List<String> from)
      throws SQLException, CatalogueException {
    List<String> to;
    try (ResultSet row =
        session()
            .query(
                "SELECT parent, name FROM nodes WHERE track = ? AND view = ?",
                track,
                directories.view().id())) {
      if (!row.next()) {
        return Optional.empty();
      }
      to = new ArrayList<>(components(directories.get(row.getLong(1))));
      to.add(row.getString(2));
    }
    int common = 0;
    while (common < Math.min(from.size(), to.size() - 1)
        && from.get(common).equals(to.get(common))) {
      common++;
    }
    return Optional.of(
        "../".repeat(from.size() - common) + String.join("/", to.subList(common, to.size())));
  }

  private List<String> components(Directory directory) throws SQLException, CatalogueException {
    List<String> names = new ArrayList<>();
    Directory at = directory;
    while (!at.isRoot()) {
      names.addFirst(at.name);
      at = directories.get(at.parent);
    }
    return names;
  }
}
