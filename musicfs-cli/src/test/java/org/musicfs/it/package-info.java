/**
 * The product as a whole, as a person uses it: real processes, real kernel mounts, real files.
 * {@link org.musicfs.it.Sandbox} gives each test its own home, library and mountpoint, and ends
 * everything afterwards. Classes end in {@code IT} and run in Maven's verify phase.
 */
package org.musicfs.it;
