/**
 * The configuration as validated records, and the defaults with their reasons. Parsing happens
 * elsewhere.
 */
@NullMarked
package org.musicfs.core.config;

import org.jspecify.annotations.NullMarked;
