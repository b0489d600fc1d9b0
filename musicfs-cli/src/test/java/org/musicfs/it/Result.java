package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.List;

/** How a process ended. */
record Result(List<String> command, int exit, String out, String err) {
  /** Fails the test unless the process succeeded. */
  Result ok() {
    assertThat(exit).as(this::describe).isZero();
    return this;
  }

  Result exits(int code) {
    assertThat(exit).as(this::describe).isEqualTo(code);
    return this;
  }

  JsonElement json() {
    return JsonParser.parseString(out);
  }

  private String describe() {
    int main = command.indexOf("org.musicfs.cli.Main");
    return String.join(" ", command.subList(Math.max(main, 0), command.size()))
        + "\nout: "
        + out
        + "\nerr: "
        + err;
  }
}
