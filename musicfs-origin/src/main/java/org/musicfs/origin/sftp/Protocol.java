package org.musicfs.origin.sftp;

/**
 * Numbers of the SSH File Transfer Protocol, version 3 (draft-ietf-secsh-filexfer-02), which every
 * server speaks. Only requests that read are here.
 */
final class Protocol {
  static final int VERSION = 3;

  static final int INIT = 1;
  static final int VERSION_REPLY = 2;
  static final int OPEN = 3;
  static final int CLOSE = 4;
  static final int READ = 5;
  static final int LSTAT = 7;
  static final int FSTAT = 8;
  static final int OPENDIR = 11;
  static final int READDIR = 12;
  static final int REALPATH = 16;
  static final int STAT = 17;
  static final int STATUS = 101;
  static final int HANDLE = 102;
  static final int DATA = 103;
  static final int NAME = 104;
  static final int ATTRS = 105;
  static final int EXTENDED = 200;
  static final int EXTENDED_REPLY = 201;

  /** The only way in which files are opened. */
  static final int OPEN_FOR_READING = 1;

  static final int EOF = 1;
  static final int NO_SUCH_FILE = 2;
  static final int PERMISSION_DENIED = 3;
  static final int NO_CONNECTION = 6;
  static final int CONNECTION_LOST = 7;

  /** Extension of OpenSSH: how much one request may ask for. */
  static final String LIMITS = "limits@openssh.com";

  private Protocol() {}
}
