/** What the daemon can be asked and told, independent of the transport that carries it. */
@NullMarked
package org.musicfs.core.control;

import org.jspecify.annotations.NullMarked;
