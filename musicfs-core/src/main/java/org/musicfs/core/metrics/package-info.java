/** Every metric of the product, defined once with its unit, and the counters behind them. */
@NullMarked
package org.musicfs.core.metrics;

import org.jspecify.annotations.NullMarked;
