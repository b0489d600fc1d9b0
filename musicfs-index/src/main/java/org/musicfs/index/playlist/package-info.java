/**
 * Files that name others: {@link org.musicfs.index.playlist.ReferringText} finds the names in
 * playlists and cue sheets, and writes the text with other names.
 */
@NullMarked
package org.musicfs.index.playlist;

import org.jspecify.annotations.NullMarked;
