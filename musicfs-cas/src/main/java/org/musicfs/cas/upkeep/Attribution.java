package org.musicfs.cas.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.store.Holding;
import org.musicfs.cas.store.Inventory;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;

/**
 * Tells a chunk index that was rebuilt from the files what only manifests know: whose the chunks
 * are, and which are heads, pictures and tails. Once for each index. Confined to one thread.
 */
final class Attribution {
  private static final String NOTE = "attributed";

  private final Kept kept;
  private final Inventory inventory;
  private boolean done;

  Attribution(Kept kept) {
    this.kept = kept;
    this.inventory = kept.store().inventory();
  }

  /** Does so if it is not done and every file has its row. */
  void step() throws IOException, ContentException {
    if (done || !kept.store().isCovered()) {
      done &= kept.store().isCovered(); // an index that is made anew while this runs
      return;
    }
    if (inventory.noted(NOTE).isEmpty()) {
      List<Long> versions = new ArrayList<>();
      kept.manifests().flush();
      kept.manifests()
          .forEach(
              (version, manifest) -> {
                versions.add(version);
                return true;
              });
      for (long id : versions) {
        ContentVersion version = kept.stored(id).orElse(null);
        if (version != null) {
          attribute(kept.manifests().of(version), version.locations().getFirst().origin().value());
        }
      }
      inventory.note(NOTE, "yes");
    }
    done = true;
  }

  private void attribute(Manifest manifest, int origin) {
    Map<ChunkClass, List<ChunkId>> byClass = new EnumMap<>(ChunkClass.class);
    for (int i = 0; i < manifest.plan().count(); i++) {
      ChunkId id = manifest.id(i);
      if (id != null) {
        byClass.computeIfAbsent(manifest.plan().kind(i), kind -> new ArrayList<>()).add(id);
      }
    }
    byClass.forEach((kind, ids) -> inventory.attribute(ids, new Holding(kind, origin, false)));
  }
}
