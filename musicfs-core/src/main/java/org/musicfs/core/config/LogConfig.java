package org.musicfs.core.config;

/**
 * The daemon's log: {@code [log]}.
 *
 * @param level the least important it keeps
 */
public record LogConfig(LogLevel level) {}
