package org.musicfs.index.tree;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.content.CachedVersions;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.core.tree.TreeException;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.TagsCodec;

/**
 * Extended attributes of files; directories have none. Companions lack those that speak of a track:
 * id, format and genres; a cover that is a part of a track has the track's origin and path alone.
 * Text is UTF-8.
 *
 * <ul>
 *   <li>{@code user.musicfs.id}: the track's number
 *   <li>{@code user.musicfs.origin}: where the origin is, as people read it; a directory's path
 *   <li>{@code user.musicfs.path}: the original's path below the origin, raw bytes
 *   <li>{@code user.musicfs.format}: the codec, as {@code $format} shows it
 *   <li>{@code user.musicfs.cached}: bytes of the file that are in the chunk store
 *   <li>{@code user.musicfs.hash}: hash over the file's chunks, 32 hex digits, once all are known
 *   <li>{@code user.xdg.tags}: the genres, comma-joined, if there are any
 * </ul>
 */
public final class TrackAttributes implements NodeAttributes {
  private static final String QUERY =
      "SELECT t.id, o.location, d.path, l.name, t.format, coalesce(t.effective, t.tags),"
          + " n.cover_of FROM nodes n LEFT JOIN tracks t ON t.id = n.track"
          + " LEFT JOIN tracks c ON c.id = n.cover_of"
          + " JOIN locations l ON l.id = coalesce(t.location, n.companion, c.location)"
          + " JOIN directories d ON d.id = l.directory JOIN origins o ON o.id = d.origin"
          + " WHERE n.id = ?";

  private final Catalogue catalogue;
  private final CachedVersions content;

  public TrackAttributes(Catalogue catalogue, CachedVersions content) {
    this.catalogue = catalogue;
    this.content = content;
  }

  @Override
  public Map<String, byte[]> attributes(Node node) throws TreeException {
    if (!(node instanceof Node.File file)) {
      return Map.of();
    }
    Map<String, byte[]> attributes = new LinkedHashMap<>();
    try {
      boolean isStored =
          catalogue.read(
              session -> {
                try (ResultSet row = session.query(QUERY, file.id())) {
                  if (!row.next()) {
                    return false;
                  }
                  attributes.put("user.musicfs.origin", text(OriginSpec.display(row.getString(2))));
                  attributes.put(
                      "user.musicfs.path",
                      OriginPath.of(row.getBytes(3)).resolve(row.getBytes(4)).toBytes());
                  if (row.getLong(1) != 0) {
                    putTrack(row, attributes);
                  }
                  return row.getLong(7) == 0;
                }
              });
      if (isStored) {
        attributes.put("user.musicfs.cached", text(content.cachedBytes(file.versionId())));
        Optional<Hash128> hash = content.contentHash(file.versionId());
        hash.ifPresent(h -> attributes.put("user.musicfs.hash", text(h)));
      }
      return attributes;
    } catch (CatalogueException | ContentException e) {
      throw new TreeException("the catalogue cannot answer: " + e.getMessage(), e);
    }
  }

  private static void putTrack(ResultSet row, Map<String, byte[]> attributes)
      throws SQLException, CatalogueException {
    attributes.put("user.musicfs.id", text(row.getLong(1)));
    attributes.put("user.musicfs.format", text(AudioFormat.valueOf(row.getString(5)).key()));
    Tags tags = TagsCodec.decode(row.getBytes(6));
    if (!tags.all(TagField.GENRE).isEmpty()) {
      attributes.put("user.xdg.tags", text(String.join(",", tags.all(TagField.GENRE))));
    }
  }

  private static byte[] text(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
