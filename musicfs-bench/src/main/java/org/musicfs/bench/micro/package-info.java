/** Loops over bytes, measured by JMH. {@code musicfs-bench/micro} runs them. */
@NullMarked
package org.musicfs.bench.micro;

import org.jspecify.annotations.NullMarked;
