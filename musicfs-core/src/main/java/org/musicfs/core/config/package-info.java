/**
 * The configuration as validated records, and the defaults with their reasons. {@link
 * org.musicfs.core.config.MusicfsConfig} is the whole; each table of the file is one record. A
 * record cannot be made from a value out of range: its constructor throws {@link
 * org.musicfs.core.config.InvalidConfigException}, which names the key. Parsing and printing happen
 * elsewhere. All types are immutable.
 */
@NullMarked
package org.musicfs.core.config;

import org.jspecify.annotations.NullMarked;
