package org.musicfs.core.metrics;

/**
 * Every counter of the product. The name is the Prometheus name; all are monotonic since the start.
 */
public enum Metric {
  FUSE_REQUESTS("musicfs_fuse_requests_total", "requests", "File system requests answered"),
  FUSE_ERRORS("musicfs_fuse_errors_total", "requests", "File system requests answered with EIO"),
  READ_BYTES("musicfs_read_bytes_total", "bytes", "Bytes handed to readers"),
  CHUNK_HITS("musicfs_chunk_hits_total", "chunks", "Chunk reads answered from the store"),
  CHUNK_MISSES("musicfs_chunk_misses_total", "chunks", "Chunk reads that needed an origin"),
  CHUNKS_CORRUPT("musicfs_chunks_corrupt_total", "chunks", "Chunks that failed verification"),
  FETCHED_BYTES("musicfs_fetched_bytes_total", "bytes", "Bytes fetched from origins"),
  STORE_FAILURES(
      "musicfs_store_failures_total", "chunks", "Chunks the store's disk failed to write or read"),
  EVICTED_BYTES("musicfs_evicted_bytes_total", "bytes", "Bytes evicted from the store"),
  FILES_OPENED("musicfs_sync_files_opened_total", "files", "Files opened by sync to read tags"),
  TRACKS_CHANGED("musicfs_sync_tracks_changed_total", "tracks", "Tracks added, changed or removed"),
  SYNC_FAILURES("musicfs_sync_failures_total", "runs", "Syncs that could not list everything"),
  TAG_WORKER_RESTARTS(
      "musicfs_tag_worker_restarts_total", "restarts", "Tag workers killed or dead"),
  UNCAUGHT_ERRORS("musicfs_uncaught_errors_total", "errors", "Errors no code handled");

  private final String prometheusName;
  private final String unit;
  private final String help;

  Metric(String prometheusName, String unit, String help) {
    this.prometheusName = prometheusName;
    this.unit = unit;
    this.help = help;
  }

  public String prometheusName() {
    return prometheusName;
  }

  public String unit() {
    return unit;
  }

  public String help() {
    return help;
  }
}
