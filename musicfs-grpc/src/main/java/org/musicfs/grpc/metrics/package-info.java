/**
 * Shows the product's counters to Prometheus: {@link org.musicfs.grpc.metrics.MetricsServer}, on
 * the loopback interface and only if a port is configured. Micrometer stays in this package; what
 * counts uses {@link org.musicfs.core.metrics.Metrics}. One thread answers scrapes.
 */
@NullMarked
package org.musicfs.grpc.metrics;

import org.jspecify.annotations.NullMarked;
