package org.musicfs.fuse.mountpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of {@code /proc/PID/mountinfo}, as proc_pid_mountinfo(5) describes it: fields divided
 * by one space, a varying number of optional fields ended by a lone hyphen, then type, source and
 * options. Space, tab, newline, backslash and number sign inside a field are written as a backslash
 * and three octal digits, so a line is a mount and a space divides fields whatever the names hold.
 */
final class MountInfo {
  private static final int FIXED_FIELDS = 6;

  private MountInfo() {}

  /** Every mount, in the file's order: of two at one place the later one is visible. */
  static List<MountEntry> parse(byte[] file) {
    List<MountEntry> entries = new ArrayList<>();
    // Latin-1 keeps each byte as one character; fields become UTF-8 when they are unescaped.
    String text = new String(file, StandardCharsets.ISO_8859_1);
    for (String line : text.split("\n", -1)) {
      parseLine(line, entries);
    }
    return List.copyOf(entries);
  }

  private static void parseLine(String line, List<MountEntry> entries) {
    String[] fields = line.split(" ", -1);
    int hyphen = FIXED_FIELDS;
    while (hyphen < fields.length && !fields[hyphen].equals("-")) {
      hyphen++;
    }
    if (hyphen + 2 >= fields.length) {
      return;
    }
    try {
      entries.add(
          new MountEntry(
              Integer.parseInt(fields[0]),
              Integer.parseInt(fields[1]),
              fields[2],
              unescape(fields[4]),
              unescape(fields[hyphen + 1]),
              unescape(fields[hyphen + 2])));
    } catch (NumberFormatException e) {
      // No line of the kernel's looks like this; one we cannot read is no reason to see none.
      return;
    }
  }

  static String unescape(String field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && isOctal(field, i + 1)) {
        bytes.write(Integer.parseInt(field, i + 1, i + 4, 8));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isOctal(String field, int from) {
    if (from + 3 > field.length() || field.charAt(from) > '3') {
      return false;
    }
    for (int i = from; i < from + 3; i++) {
      if (field.charAt(i) < '0' || field.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
