/**
 * The two databases: schema, opening, transactions. {@link org.musicfs.index.catalogue.UserState}
 * is what only the user can tell, durable with each call; {@link
 * org.musicfs.index.catalogue.Catalogue} is what can be rebuilt: any thread reads from the last
 * commit, writers take turns, damage is set aside. {@link org.musicfs.index.catalogue.Overrides}
 * are the user's tag values. {@link org.musicfs.index.catalogue.SyncStore} and {@link
 * org.musicfs.index.catalogue.SearchSource} are what sync and search ask. Rows and blobs are
 * documented in the {@code .sql} resources and the codecs. Calls do file I/O: platform threads.
 */
@NullMarked
package org.musicfs.index.catalogue;

import org.jspecify.annotations.NullMarked;
