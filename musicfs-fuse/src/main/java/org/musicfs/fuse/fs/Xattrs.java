package org.musicfs.fuse.fs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The rules of extended attributes. A name of ours that a node lacks is ENODATA; every other name
 * is EOPNOTSUPP, which tells programs like {@code ls} not to ask again for each file.
 */
public final class Xattrs {
  /** Linux's limit for one value and for the list of names. */
  static final int MAX_BYTES = 65536;

  private static final String PREFIX = "user.musicfs.";
  private static final String TAGS = "user.xdg.tags";

  private Xattrs() {}

  /**
   * To be asked before the node is looked for: programs ask for foreign names of every file.
   *
   * @throws FsException {@code EOPNOTSUPP} if this file system has no such attribute anywhere
   */
  public static void requireOurs(String name) throws FsException {
    if (!isOurs(name)) {
      throw new FsException(FsErrno.EOPNOTSUPP);
    }
  }

  /** Whether {@code name} is one this file system may have. */
  static boolean isOurs(String name) {
    return name.startsWith(PREFIX) || name.equals(TAGS);
  }

  /**
   * The value of {@code name}.
   *
   * @throws FsException {@code ENODATA}
   */
  static byte[] value(Map<String, byte[]> attributes, String name) throws FsException {
    byte[] value = attributes.get(name);
    if (value == null) {
      throw new FsException(FsErrno.ENODATA);
    }
    return value;
  }

  /** The names, each ended by a NUL, in alphabetical order. */
  static byte[] list(Map<String, byte[]> attributes) {
    StringBuilder names = new StringBuilder();
    attributes.keySet().stream()
        .filter(Xattrs::isOurs)
        .sorted()
        .forEach(n -> names.append(n).append('\0'));
    return names.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Hands {@code bytes} over as getxattr and listxattr do.
   *
   * @param destination with no room at all, only the length is asked for
   * @return the length
   * @throws FsException {@code ERANGE} if the room is too small, {@code E2BIG} if the system cannot
   *     carry it
   */
  public static int reply(byte[] bytes, ByteBuffer destination) throws FsException {
    if (bytes.length > MAX_BYTES) {
      throw new FsException(FsErrno.E2BIG);
    }
    if (destination.remaining() == 0) {
      return bytes.length;
    }
    if (destination.remaining() < bytes.length) {
      throw new FsException(FsErrno.ERANGE);
    }
    destination.put(bytes);
    return bytes.length;
  }
}
