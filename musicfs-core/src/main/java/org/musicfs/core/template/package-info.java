/** The path template language: parsed once, evaluated per track. */
@NullMarked
package org.musicfs.core.template;

import org.jspecify.annotations.NullMarked;
