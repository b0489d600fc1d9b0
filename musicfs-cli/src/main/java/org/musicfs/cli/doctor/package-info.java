/**
 * {@code musicfs doctor}: what is wrong with this machine and the command that mends it. {@link
 * org.musicfs.cli.doctor.Facts} looks, {@link org.musicfs.cli.doctor.Doctor} judges, {@link
 * org.musicfs.cli.doctor.DoctorCommand} prints; so every judgement is tested without such a
 * machine. One thread.
 */
@NullMarked
package org.musicfs.cli.doctor;

import org.jspecify.annotations.NullMarked;
