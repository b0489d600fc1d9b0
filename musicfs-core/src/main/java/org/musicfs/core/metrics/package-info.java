/**
 * Every counter of the product, defined once with its unit in {@link
 * org.musicfs.core.metrics.Metric}, and the adders behind them in {@link
 * org.musicfs.core.metrics.Metrics}. Who shows them is decided elsewhere; docs/metrics.md lists
 * them and is compared by a test. Any thread.
 */
@NullMarked
package org.musicfs.core.metrics;

import org.jspecify.annotations.NullMarked;
