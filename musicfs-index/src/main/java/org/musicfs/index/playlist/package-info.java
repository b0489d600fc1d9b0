/**
 * Files that name others: {@link org.musicfs.index.playlist.ReferringText} finds the names in
 * playlists and cue sheets, and writes the text with other names; {@link
 * org.musicfs.index.playlist.CueSheet} tells which tracks a cue sheet has and where they begin.
 */
@NullMarked
package org.musicfs.index.playlist;

import org.jspecify.annotations.NullMarked;
