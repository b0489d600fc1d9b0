/**
 * What goes on in the store without a reader. {@link org.musicfs.cas.upkeep.Upkeep} runs it: {@link
 * org.musicfs.cas.upkeep.Pins} keeps what the user wants there, {@link
 * org.musicfs.cas.upkeep.Scrubber} looks for damage, old chunks go; {@link
 * org.musicfs.cas.upkeep.Recutting} cuts heads and tails by content. {@link
 * org.musicfs.cas.upkeep.Filling} and {@link org.musicfs.cas.upkeep.Verification} are single runs,
 * for whoever asks.
 */
@NullMarked
package org.musicfs.cas.upkeep;

import org.jspecify.annotations.NullMarked;
