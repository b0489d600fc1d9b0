/** XXH3-128, the one content hash of the project. */
@NullMarked
package org.musicfs.core.hash;

import org.jspecify.annotations.NullMarked;
