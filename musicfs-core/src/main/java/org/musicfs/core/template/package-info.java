/**
 * The path template language: {@link org.musicfs.core.template.Template} is parsed once, with every
 * mistake shown at its place, and evaluated per track against {@link
 * org.musicfs.core.template.TemplateContext}, which {@link org.musicfs.core.template.TrackFields}
 * implements over the tags of one file. The result is path components that still have to become
 * names ({@link org.musicfs.core.name.NameRules}). docs/templates.md describes the language and is
 * executed as a test. All types are immutable; any thread.
 */
@NullMarked
package org.musicfs.core.template;

import org.jspecify.annotations.NullMarked;
