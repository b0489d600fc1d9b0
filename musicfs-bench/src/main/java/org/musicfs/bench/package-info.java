/**
 * What the benchmark script needs from Java: {@link org.musicfs.bench.MakeLibrary} writes real
 * audio files with tags of their own, {@link org.musicfs.bench.FillCatalogue} a catalogue of any
 * size without files. Single-threaded programs.
 */
@NullMarked
package org.musicfs.bench;

import org.jspecify.annotations.NullMarked;
