/**
 * A track as a file of its own, cut from the file of a whole album. {@link
 * org.musicfs.core.cut.Cuttable} is what is known of the album's file after it has been read once;
 * it gives a {@link org.musicfs.core.cut.Cut} for a range of samples, whose size is known at once
 * and whose bytes are made from the {@link org.musicfs.core.cut.WholeFile} when they are read. WAVE
 * is cut at the sample, FLAC at the frame that holds it. Nothing is decoded. A picture in an Ogg
 * file is a cut of it too ({@link org.musicfs.core.cut.OggPicture}). Immutable; any thread.
 */
@NullMarked
package org.musicfs.core.cut;

import org.jspecify.annotations.NullMarked;
