package org.musicfs.cli.supervise;

import java.util.HashMap;
import java.util.Map;

/** A message of sd_notify(3): lines of {@code NAME=value}. */
record Notification(Map<String, String> fields) {
  static Notification parse(String text) {
    Map<String, String> fields = new HashMap<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        end = text.length();
      }
      int equals = text.indexOf('=', from);
      if (equals >= 0 && equals < end) {
        fields.put(text.substring(from, equals), text.substring(equals + 1, end));
      }
      from = end + 1;
    }
    return new Notification(fields);
  }

  /** Whether {@code name} is set to 1. */
  boolean is(String name) {
    return value(name).equals("1");
  }

  /** Empty if there is none. */
  String value(String name) {
    return fields.getOrDefault(name, "");
  }
}
