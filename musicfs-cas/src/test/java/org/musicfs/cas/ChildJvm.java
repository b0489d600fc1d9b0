package org.musicfs.cas;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own for what may be killed, or has little: it runs a main class of the tests.
 */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Starts one; what it says on standard error is seen. */
  public static ChildJvm start(Class<?> main, String... args) throws IOException {
    return startUnder(List.of(), main, args);
  }

  /**
   * Starts one by another program.
   *
   * @param launcher the program and its arguments, before those of the JVM
   */
  public static ChildJvm startUnder(List<String> launcher, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-ea",
            "-XX:TieredStopAtLevel=1", // as the daemon runs, and quick to start
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(args));
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Its next line; null if it has ended. */
  public String line() throws IOException {
    return output.readLine();
  }

  /** All that it still has to say. */
  public List<String> lines() {
    return output.lines().toList();
  }

  /** Tells it to go on, if it waits for a line. */
  public void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
    return process.exitValue();
  }

  /** Kills it, as {@code kill -9} does, and waits until it is gone. */
  @Override
  public void close() throws InterruptedException {
    boolean asked = process.toHandle().destroyForcibly(); // leaves what it said to be read
    assert asked || !process.isAlive();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("it is not gone");
    }
  }
}
