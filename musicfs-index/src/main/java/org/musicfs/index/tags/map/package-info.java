/**
 * From what containers call things to what musicfs calls them: {@link
 * org.musicfs.index.tags.map.RawTags} holds a tag as found (bounded), {@link
 * org.musicfs.index.tags.map.FieldTable} is the one table of names, {@link
 * org.musicfs.index.tags.map.TagMapper} applies it. Values only; any thread.
 */
@NullMarked
package org.musicfs.index.tags.map;

import org.jspecify.annotations.NullMarked;
