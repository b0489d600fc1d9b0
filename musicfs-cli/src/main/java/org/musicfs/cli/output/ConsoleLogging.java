package org.musicfs.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.PrintStream;
import org.musicfs.core.config.LogLevel;
import org.slf4j.LoggerFactory;

/** The log on a stream, for {@code -v}. */
public final class ConsoleLogging {
  private ConsoleLogging() {}

  /**
   * Shows our own log from {@code level} on and warnings of libraries.
   *
   * @param stream is not closed
   */
  public static void show(LogLevel level, PrintStream stream) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(stream);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    context.getLogger("org.apache.sshd").setLevel(Level.OFF); // origins tell what failed
    context.getLogger("org.musicfs").setLevel(Level.valueOf(level.name()));
  }
}
