/**
 * Small versions of covers, made when they are first looked up. {@link
 * org.musicfs.index.thumbnail.ThumbnailMaker} decides who waits and for how long, {@code
 * Thumbnailer} turns one picture into another within bounds of memory, {@code PictureStream} hands
 * it the bytes of a version piece by piece, {@code Shrinker} averages the pixels. Where they stand
 * in the tree is {@link org.musicfs.index.tree.Thumbnails}' to say. The classes of {@code
 * java.desktop} are loaded with the first picture, on the thread that makes it.
 */
@NullMarked
package org.musicfs.index.thumbnail;

import org.jspecify.annotations.NullMarked;
