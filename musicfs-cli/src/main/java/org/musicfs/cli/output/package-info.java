/**
 * What commands print with: {@link org.musicfs.cli.output.Table}, {@link
 * org.musicfs.cli.output.JsonWriter}, human sizes and durations ({@link
 * org.musicfs.cli.output.Human}), colours ({@link org.musicfs.cli.output.Terminal}) and the quiet
 * default of the logging library. Confined to the thread that prints.
 */
@NullMarked
package org.musicfs.cli.output;

import org.jspecify.annotations.NullMarked;
