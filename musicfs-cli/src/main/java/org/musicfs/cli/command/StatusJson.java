package org.musicfs.cli.command;

import java.util.Locale;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.SyncProgress;

/**
 * The JSON of {@code status} and of a sync's progress. Field names are for life; docs/cli.md lists
 * them.
 */
final class StatusJson {
  private StatusJson() {}

  static String of(DaemonStatus s) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("library").value(s.library());
    json.name("version").value(s.version());
    json.name("pid").value(s.pid());
    json.name("mountpoint").value(s.mountpoint());
    json.name("started_millis").value(s.startedMillis());
    json.name("tracks").value(s.tracks());
    json.name("albums").value(s.albums());
    json.name("total_bytes").value(s.totalBytes());
    json.name("open_files").value(s.openFiles());
    json.name("resident_bytes").value(s.residentBytes());
    json.name("backend").value(s.backend());
    json.name("kept").value(s.kept());
    json.name("pause_millis").value(s.pauseMillis());
    json.name("cache").beginObject();
    json.name("stored_bytes").value(s.cache().storedBytes());
    json.name("limit_bytes").value(s.cache().limitBytes());
    json.name("chunks").value(s.cache().chunks());
    json.name("condition").value(s.cache().state().condition().name().toLowerCase(Locale.ROOT));
    json.name("reason").value(s.cache().state().reason());
    json.name("since_millis").value(s.cache().state().sinceMillis());
    json.endObject();
    json.name("origins").beginArray();
    for (DaemonStatus.OriginStatus origin : s.origins()) {
      json.beginObject();
      json.name("id").value(origin.id());
      json.name("name").value(origin.name());
      json.name("reachable").value(origin.reachable());
      json.name("cached").value(origin.cached());
      json.name("tracks").value(origin.tracks());
      json.name("last_sync_millis").value(origin.lastSyncMillis());
      json.name("following").value(origin.following());
      json.name("sync");
      write(json, origin.sync());
      json.endObject();
    }
    json.endArray();
    json.name("unreadable_count").value(s.unreadableCount());
    json.name("unreadable").beginArray();
    for (DaemonStatus.Unreadable unreadable : s.unreadable()) {
      json.beginObject();
      json.name("path").value(unreadable.path());
      json.name("reason").value(unreadable.reason());
      json.endObject();
    }
    json.endArray();
    json.name("notices").beginArray();
    s.notices().forEach(json::value);
    json.endArray();
    return json.endObject().toString();
  }

  static void write(JsonWriter json, SyncProgress p) {
    json.beginObject();
    json.name("origin").value(p.origin());
    json.name("phase").value(p.phase().name().toLowerCase(Locale.ROOT));
    json.name("directories").value(p.directories());
    json.name("files").value(p.files());
    json.name("unchanged").value(p.unchanged());
    json.name("added").value(p.added());
    json.name("changed").value(p.changed());
    json.name("moved").value(p.moved());
    json.name("removed").value(p.removed());
    json.name("held_back").value(p.heldBack());
    json.name("unreadable").value(p.unreadable());
    json.name("problems").value(p.problems());
    json.name("message").value(p.message());
    json.endObject();
  }
}
