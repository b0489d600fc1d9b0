package org.musicfs.fuse.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.Opcode;
import org.musicfs.fuse.protocol.Reply;
import org.musicfs.fuse.protocol.Request;
import org.musicfs.fuse.sys.Libc;

/** Answers INIT, the first request; the kernel sends nothing else before. */
final class Negotiation {
  private Negotiation() {}

  /**
   * Waits for INIT and answers it.
   *
   * @throws MountException {@code UNSUPPORTED} if the kernel's protocol is too old, {@code FAILED}
   */
  static Init.Agreement with(FuseDevice device, MountOptions options) throws MountException {
    int page = Libc.getpagesize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(SystemFunction.CALL_STATE);
      Request request = new Request(arena.allocate(4L * page, page));
      Reply reply = new Reply(arena.allocate(Reply.memoryBytes(page, page), page), page);
      receive(device, callState, request, options);
      Init.Agreement agreement = agree(request.initOffer(), options);
      int bytes = reply.finish(request.unique(), reply.init(agreement));
      int sent = device.send(callState, reply.memory(), reply.start(), bytes);
      if (sent < 0) {
        throw DeviceMounter.failed(
            options, "the kernel refused the answer to INIT: " + Errno.text(-sent), null);
      }
      return agreement;
    }
  }

  private static void receive(
      FuseDevice device, MemorySegment callState, Request request, MountOptions options)
      throws MountException {
    int n = device.receive(callState, request.memory());
    while (n == -Errno.EINTR) {
      n = device.receive(callState, request.memory());
    }
    if (n < 0 || !request.accept(n) || request.opcode() != Opcode.INIT) {
      throw DeviceMounter.failed(
          options, n < 0 ? Errno.text(-n) : "the kernel does not begin with INIT", null);
    }
  }

  private static Init.Agreement agree(Init.Offer offer, MountOptions options)
      throws MountException {
    if (!offer.isSpoken()) {
      throw DeviceMounter.failed(
          MountException.Reason.UNSUPPORTED,
          options,
          "the kernel speaks FUSE %d.%d, and 7.%d (Linux 5.4) is needed"
              .formatted(offer.major(), offer.minor(), Init.OLDEST_MINOR),
          null);
    }
    return Init.agree(offer, options.fuse().maxReadBytes(), options.fuse().passthrough());
  }
}
