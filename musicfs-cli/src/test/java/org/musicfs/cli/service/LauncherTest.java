package org.musicfs.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, run by a real bash against JDKs and tools that only seem to be. */
@Timeout(60)
final class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path COMMON = ROOT.resolve("packaging/lib/common.sh");
  private static final Path APP = ROOT.resolve("packaging/lib/app.sh");

  @TempDir Path temp;

  /** What a script printed, standard error included, and its exit code. */
  private record Result(int code, String output) {}

  @Test
  void theFirstChoiceIsJavaHomeIfItIsNewEnough() throws Exception {
    Path jvms = temp.resolve("jvm");
    jdk(jvms.resolve("temurin-25"), "25.0.1");
    Path home = jdk(temp.resolve("home-26"), "26");
    Path old = jdk(temp.resolve("home-17"), "17.0.15");

    assertThat(found(jvms, Map.of("JAVA_HOME", home.toString()))).isEqualTo(home.toString());
    assertThat(found(jvms, Map.of("JAVA_HOME", old.toString())))
        .isEqualTo(jvms.resolve("temurin-25").toString());
  }

  @Test
  void amongInstalledJdksTheOldestThatWillDoIsTaken() throws Exception {
    Path jvms = temp.resolve("jvm");
    jdk(jvms.resolve("a-27"), "27-ea");
    jdk(jvms.resolve("b-17"), "17.0.15");
    jdk(jvms.resolve("c-25"), "25");
    Path runtimeOnly = jdk(jvms.resolve("d-25"), "25");
    Files.delete(runtimeOnly.resolve("bin/javac"));
    Files.createDirectories(jvms.resolve("empty"));

    assertThat(found(jvms, Map.of())).isEqualTo(jvms.resolve("c-25").toString());
  }

  @Test
  void theJavaInPathIsTheLastChoice() throws Exception {
    Path home = jdk(temp.resolve("path jdk"), "25.0.3");
    Path bin = Files.createDirectory(temp.resolve("linkbin"));
    Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));

    assertThat(found(temp.resolve("none"), Map.of("PATH", bin + ":" + "/usr/bin:/bin")))
        .isEqualTo(home.toString());
  }

  @Test
  void withoutAJdkTheCommandsThatInstallOneAreTold() throws Exception {
    Path bin = tools("readlink", "dirname", "cat");
    jdk(temp.resolve("jvm/old"), "21.0.2");

    Result result =
        run(
            Map.of("PATH", bin.toString(), "MFS_JVM_DIRS", temp.resolve("jvm").toString()),
            ROOT.resolve("musicfs").toString(),
            "status");

    assertThat(result.code()).isEqualTo(10);
    assertThat(result.output()).startsWith("musicfs: no JDK 25 or newer found").contains("install");
  }

  @Test
  void itRunsTheApplicationFromAnywhereAndThroughLinksAndKeepsArguments() throws Exception {
    Path app = application();
    Path link = Files.createSymbolicLink(temp.resolve("ln"), ROOT.resolve("musicfs"));
    Path second = Files.createSymbolicLink(temp.resolve("ln2"), link.getFileName());
    Path java = recordingJdk();
    Map<String, String> variables =
        Map.of("JAVA_HOME", java.toString(), "MUSICFS_APP", app.toString());

    Result result = run(variables, second.toString(), "search", "two words", "*", "");

    assertThat(result.output())
        .isEqualTo(
            String.join(
                "\n",
                "LC_ALL=C.UTF-8",
                "@" + app + "/jvm/cli.options",
                "-XX:AOTCache=" + app + "/cli.aot",
                "-Dmusicfs.app=" + app,
                "@" + app + "/jvm/classpath.options",
                "org.musicfs.cli.Main",
                "search",
                "two words",
                "*",
                "",
                ""));
  }

  @Test
  void aMountInTheForegroundIsTheDaemonItself() throws Exception {
    Path app = application();
    Files.createFile(app.resolve("daemon.aot"));
    Map<String, String> variables =
        Map.of("JAVA_HOME", recordingJdk().toString(), "MUSICFS_APP", app.toString());

    Result result =
        run(
            variables,
            ROOT.resolve("musicfs").toString(),
            "--library",
            "x",
            "rescan",
            "--foreground");

    assertThat(result.output())
        .contains("@" + app + "/jvm/daemon.options", "-XX:AOTCache=" + app + "/daemon.aot");
  }

  @Test
  void theFingerprintChangesWithEverySourceThatIsAddedChangedOrRemoved() throws Exception {
    Path tree = temp.resolve("tree");
    for (String directory : List.of("musicfs-a/src/main/java", "proto", "packaging/jvm")) {
      Files.createDirectories(tree.resolve(directory));
    }
    Files.createFile(tree.resolve("pom.xml"));
    Files.createFile(tree.resolve("musicfs-a/pom.xml"));
    Path source = Files.createFile(tree.resolve("musicfs-a/src/main/java/A.java"));
    List<String> seen = new ArrayList<>();

    seen.add(fingerprint(tree));
    assertThat(fingerprint(tree)).isEqualTo(seen.getFirst());
    Files.writeString(source, "class A {}");
    seen.add(fingerprint(tree));
    Files.createFile(tree.resolve("proto/x.proto"));
    seen.add(fingerprint(tree));
    Files.delete(source);
    seen.add(fingerprint(tree));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    seen.add(fingerprint(tree));

    assertThat(seen).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void missingPackagesAreInstalledAfterAFreshLookAtTheListsOrTheCommandIsTold() throws Exception {
    Path bin = tools("env", "cat", "touch", "id");
    script(
        bin.resolve("apt-get"),
        "echo \"$*\" >>" + temp + "/calls; [[ $1 != install ]] || [[ -e " + temp + "/works ]]");
    script(bin.resolve("sudo"), "shift; [[ $1 == true ]] || exec \"$@\"");
    String install = ". '" + COMMON + "'; mfs_install one two; echo code=$?";

    Result refused = bash(Map.of("PATH", bin.toString()), install);
    Files.createFile(temp.resolve("works"));
    Result done = bash(Map.of("PATH", bin.toString()), install);

    assertThat(refused.output())
        .endsWith("sudo apt-get update && sudo apt-get install -y one two\ncode=1\n");
    assertThat(done.output()).endsWith("code=0\n").doesNotContain("by hand");
    assertThat(Files.readAllLines(temp.resolve("calls")))
        .containsExactly(
            "install -y --no-install-recommends one two",
            "update -q",
            "install -y --no-install-recommends one two",
            "install -y --no-install-recommends one two");
  }

  @Test
  void withoutAptTheCommandIsTold() throws Exception {
    Result result =
        bash(
            Map.of("PATH", tools("cat").toString()),
            ". '" + COMMON + "'; mfs_install fuse3; echo code=$?");

    assertThat(result.output())
        .isEqualTo(
            "musicfs: missing: fuse3; install with:\n"
                + "  sudo apt-get update && sudo apt-get install -y fuse3\ncode=1\n");
  }

  @Test
  void everyScriptIsCleanBash() throws Exception {
    Path shellcheck = Path.of("/usr/bin/shellcheck");
    List<String> scripts = new ArrayList<>();
    for (String name : List.of("musicfs", "verify", ".ci/run", "packaging/demo/make-demo.sh")) {
      scripts.add(ROOT.resolve(name).toString());
      assertThat(Files.isExecutable(ROOT.resolve(name))).isTrue();
    }
    try (Stream<Path> library = Files.list(ROOT.resolve("packaging/lib"))) {
      library.map(Path::toString).forEach(scripts::add);
    }
    for (String script : scripts) {
      assertThat(run(Map.of(), "bash", "-n", script)).isEqualTo(new Result(0, ""));
    }
    // A developer without shellcheck still has the check above; ./verify installs it.
    if (Files.isExecutable(shellcheck)) {
      List<String> command =
          new ArrayList<>(List.of(shellcheck.toString(), "-x", "-P", ROOT.toString()));
      command.addAll(scripts);
      Result result = run(Map.of(), command.toArray(String[]::new));
      assertThat(result.output()).isEmpty();
    }
  }

  private String found(Path jvms, Map<String, String> variables) throws Exception {
    Map<String, String> all = new HashMap<>(variables);
    all.putIfAbsent("PATH", "/usr/bin:/bin");
    all.put("MFS_JVM_DIRS", jvms + ":" + temp.resolve("missing"));
    return bash(all, ". '" + COMMON + "'; mfs_find_jdk && printf %s \"$MFS_JAVA_HOME\"").output();
  }

  private String fingerprint(Path tree) throws Exception {
    return bash(
            Map.of("PATH", "/usr/bin:/bin"),
            ". '" + COMMON + "'; . '" + APP + "'; MFS_ROOT='" + tree + "' mfs_fingerprint")
        .output();
  }

  private Path application() throws IOException {
    Path app = Files.createDirectory(temp.resolve("an app"));
    Files.createFile(app.resolve("cli.aot"));
    return app;
  }

  private static Path jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), "exit 1");
    script(home.resolve("bin/javac"), "exit 1");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
    return home;
  }

  /** One whose java prints its arguments. */
  private Path recordingJdk() throws IOException {
    Path home = jdk(temp.resolve("recording"), "25");
    script(home.resolve("bin/java"), "echo LC_ALL=$LC_ALL; printf '%s\\n' \"$@\"");
    return home;
  }

  /** A directory with links to a few real tools and nothing else. */
  private Path tools(String... names) throws IOException {
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("bash"), Path.of("/bin/bash"));
    for (String name : names) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("/usr/bin", name));
    }
    return bin;
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, "#!/bin/bash\n" + text + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result bash(Map<String, String> variables, String script) throws Exception {
    return run(variables, "/bin/bash", "-c", script);
  }

  /** With these variables, HOME, and PATH if it is not among them. */
  private Result run(Map<String, String> variables, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("HOME", temp.toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(variables);
    builder.directory(temp.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
