/**
 * What a person may want to know of a library as a whole: {@link org.musicfs.index.report.Report}
 * names the questions, {@link org.musicfs.index.report.Reports} asks them of the catalogue, {@link
 * org.musicfs.index.report.Duplicates} of the files too.
 */
@NullMarked
package org.musicfs.index.report;

import org.jspecify.annotations.NullMarked;
