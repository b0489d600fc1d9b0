/**
 * How tag values become file names that every system can hold. {@link
 * org.musicfs.core.name.NameRules} makes one name of one raw path component and tells which names
 * would meet on a file system that ignores case. Everything here is a pure function of its
 * arguments: no locale, no default charset, no environment. Stateless; any thread.
 */
@NullMarked
package org.musicfs.core.name;

import org.jspecify.annotations.NullMarked;
