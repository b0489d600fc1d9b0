/**
 * Where the configuration comes from. {@link org.musicfs.cli.config.ConfigLoader} reads the file
 * strictly, lays flags over it and remembers of each value where it came from; {@link
 * org.musicfs.cli.config.Directories} says where a library keeps its state. {@link
 * org.musicfs.cli.config.Keys} is the one list of keys: file, flags, {@code config show} and the
 * documentation's test all go by it. Everything is immutable once made and takes the environment as
 * an argument.
 */
@NullMarked
package org.musicfs.cli.config;

import org.jspecify.annotations.NullMarked;
