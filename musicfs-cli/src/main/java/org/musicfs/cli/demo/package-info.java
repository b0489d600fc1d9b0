/**
 * {@code musicfs demo}: a small library that comes with the program, copied to the user's data
 * directory and mounted the ordinary way. {@link org.musicfs.cli.demo.Mounter} is what it asks of
 * the rest. {@code --clean} removes what the demo made, known by a marker file, and nothing else.
 * One thread.
 */
@NullMarked
package org.musicfs.cli.demo;

import org.jspecify.annotations.NullMarked;
