package org.musicfs.grpc;

import org.musicfs.core.content.StoreStats;
import org.musicfs.grpc.v1.CacheStatsResponse;

/** Translates between the messages of the cache API and the records of core, field by field. */
final class CacheWire {
  private CacheWire() {}

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
