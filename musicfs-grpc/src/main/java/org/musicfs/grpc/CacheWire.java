package org.musicfs.grpc;

import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreStats;
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

  static CacheStatsResponse toProto(StoreStats stats) {
    return CacheStatsResponse.newBuilder()
        .setLimitBytes(stats.limitBytes())
        .setStoredBytes(stats.storedBytes())
        .setChunks(stats.chunks())
        .setReferencedBytes(stats.referencedBytes())
        .setHits(stats.hits())
        .setMisses(stats.misses())
        .setFetchedBytes(stats.fetchedBytes())
        .setEvictedBytes(stats.evictedBytes())
        .setCorruptChunks(stats.corruptChunks())
        .build();
  }

  static StoreStats fromProto(CacheStatsResponse message) {
    return new StoreStats(
        message.getLimitBytes(),
        message.getStoredBytes(),
        message.getChunks(),
        message.getReferencedBytes(),
        message.getHits(),
        message.getMisses(),
        message.getFetchedBytes(),
        message.getEvictedBytes(),
        message.getCorruptChunks());
  }
}
