/**
 * Being a service: {@link org.musicfs.cli.service.SdNotify} talks to systemd, {@link
 * org.musicfs.cli.service.DescriptorStore} has it keep what the next process needs, {@link
 * org.musicfs.cli.service.JvmCommand} starts further JVMs of ours the way the launcher started this
 * one, {@link org.musicfs.cli.service.Umask} keeps what we make to its owner. Stateless; any
 * thread.
 */
@NullMarked
package org.musicfs.cli.service;

import org.jspecify.annotations.NullMarked;
