/** How tag values become file names that every system can hold. */
@NullMarked
package org.musicfs.core.name;

import org.jspecify.annotations.NullMarked;
