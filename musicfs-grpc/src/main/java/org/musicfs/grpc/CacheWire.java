package org.musicfs.grpc;

import java.util.List;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.control.CachedFile;
import org.musicfs.grpc.v1.CacheClass;
import org.musicfs.grpc.v1.CacheFillResponse;
import org.musicfs.grpc.v1.CacheListResponse;
import org.musicfs.grpc.v1.CacheOrigin;
import org.musicfs.grpc.v1.CacheScrub;
import org.musicfs.grpc.v1.CacheStatsResponse;
import org.musicfs.grpc.v1.CacheVerifyResponse;

/** Translates between the messages of the cache API and the records of core, field by field. */
final class CacheWire {
  private CacheWire() {}

  static CacheVerifyResponse toProto(StoreCheck check) {
    return CacheVerifyResponse.newBuilder()
        .setTotalChunks(check.totalChunks())
        .setChunks(check.chunks())
        .setBytes(check.bytes())
        .setDamaged(check.damaged())
        .setRepaired(check.repaired())
        .addAllFiles(check.files())
        .setDone(check.done())
        .build();
  }

  static StoreCheck fromProto(CacheVerifyResponse message) {
    return new StoreCheck(
        message.getTotalChunks(),
        message.getChunks(),
        message.getBytes(),
        message.getDamaged(),
        message.getRepaired(),
        message.getFilesList(),
        message.getDone());
  }

  static CacheFillResponse toProto(StoreFill fill) {
    return CacheFillResponse.newBuilder()
        .setFiles(fill.files())
        .setDoneFiles(fill.doneFiles())
        .setBytes(fill.bytes())
        .setDoneBytes(fill.doneBytes())
        .setFailed(fill.failed())
        .setProblem(fill.problem())
        .setDone(fill.done())
        .build();
  }

  static StoreFill fromProto(CacheFillResponse message) {
    return new StoreFill(
        message.getFiles(),
        message.getDoneFiles(),
        message.getBytes(),
        message.getDoneBytes(),
        message.getFailed(),
        message.getProblem(),
        message.getDone());
  }

  static CacheListResponse toProto(List<CachedFile> files) {
    CacheListResponse.Builder message = CacheListResponse.newBuilder();
    for (CachedFile file : files) {
      message.addFiles(
          org.musicfs.grpc.v1.CachedFile.newBuilder()
              .setPath(file.path())
              .setSizeBytes(file.sizeBytes())
              .setCachedBytes(file.cachedBytes())
              .setPinned(file.isPinned()));
    }
    return message.build();
  }

  static List<CachedFile> fromProto(CacheListResponse message) {
    return message.getFilesList().stream()
        .map(
            file ->
                new CachedFile(
                    file.getPath(), file.getSizeBytes(), file.getCachedBytes(), file.getPinned()))
        .toList();
  }

  static List<org.musicfs.grpc.v1.CacheTarget> targets(List<CacheTarget> targets) {
    return targets.stream()
        .map(
            target ->
                org.musicfs.grpc.v1.CacheTarget.newBuilder()
                    .setText(target.text())
                    .setPath(target.path())
                    .build())
        .toList();
  }

  static List<CacheTarget> fromProto(List<org.musicfs.grpc.v1.CacheTarget> messages) {
    return messages.stream()
        .map(message -> new CacheTarget(message.getText(), message.getPath()))
        .toList();
  }

  static CacheStatsResponse toProto(StoreStats stats) {
    CacheStatsResponse.Builder message =
        CacheStatsResponse.newBuilder()
            .setLimitBytes(stats.limitBytes())
            .setStoredBytes(stats.storedBytes())
            .setChunks(stats.chunks())
            .setReferencedBytes(stats.referencedBytes())
            .setAudios(stats.audios())
            .setDistinctAudios(stats.distinctAudios())
            .setPinnedBytes(stats.pinnedBytes())
            .setHits(stats.hits())
            .setMisses(stats.misses())
            .setFetchedBytes(stats.fetchedBytes())
            .setEvictedBytes(stats.evictedBytes())
            .setCorruptChunks(stats.corruptChunks())
            .setScrub(
                CacheScrub.newBuilder()
                    .setCompletedMs(stats.scrub().completedMillis())
                    .setPermille(stats.scrub().permille())
                    .setDamaged(stats.scrub().damaged()));
    for (StoreStats.OfClass part : stats.classes()) {
      message.addClasses(
          CacheClass.newBuilder()
              .setName(part.name())
              .setStoredBytes(part.storedBytes())
              .setChunks(part.chunks())
              .setReferencedBytes(part.referencedBytes()));
    }
    for (StoreStats.OfOrigin part : stats.origins()) {
      message.addOrigins(
          CacheOrigin.newBuilder()
              .setOrigin(part.origin())
              .setStoredBytes(part.storedBytes())
              .setChunks(part.chunks())
              .setPinnedBytes(part.pinnedBytes())
              .setQuotaBytes(part.quotaBytes())
              .setHits(part.hits())
              .setMisses(part.misses()));
    }
    return message.build();
  }

  static StoreStats fromProto(CacheStatsResponse message) {
    return new StoreStats(
        message.getLimitBytes(),
        message.getStoredBytes(),
        message.getChunks(),
        message.getReferencedBytes(),
        message.getAudios(),
        message.getDistinctAudios(),
        message.getPinnedBytes(),
        message.getHits(),
        message.getMisses(),
        message.getFetchedBytes(),
        message.getEvictedBytes(),
        message.getCorruptChunks(),
        message.getClassesList().stream()
            .map(
                part ->
                    new StoreStats.OfClass(
                        part.getName(),
                        part.getStoredBytes(),
                        part.getChunks(),
                        part.getReferencedBytes()))
            .toList(),
        message.getOriginsList().stream()
            .map(
                part ->
                    new StoreStats.OfOrigin(
                        part.getOrigin(),
                        part.getStoredBytes(),
                        part.getChunks(),
                        part.getPinnedBytes(),
                        part.getQuotaBytes(),
                        part.getHits(),
                        part.getMisses()))
            .toList(),
        new StoreStats.Scrub(
            message.getScrub().getCompletedMs(),
            message.getScrub().getPermille(),
            message.getScrub().getDamaged()));
  }
}
