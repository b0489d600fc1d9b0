/** Full-text search over the tags of the library. */
@NullMarked
package org.musicfs.core.search;

import org.jspecify.annotations.NullMarked;
