package org.musicfs.grpc.metrics;

import java.util.function.DoubleSupplier;

/**
 * A value that goes up and down, asked for at each scrape.
 *
 * @param name Prometheus name with its unit, like {@code musicfs_cache_stored_bytes}
 * @param help one sentence without the closing dot
 * @param value called from the scraping thread; must answer from memory. NaN shows "not known"
 */
public record Gauge(String name, String help, DoubleSupplier value) {}
