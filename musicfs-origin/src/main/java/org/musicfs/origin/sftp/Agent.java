package org.musicfs.origin.sftp;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * The ssh-agent behind a Unix socket, asked to sign while one session logs in. It may ask a person
 * first and answer late: the end of the session closes the socket and so ends the waiting. Speaks
 * draft-miller-ssh-agent; every message has its length before it, four bytes.
 */
final class Agent extends AbstractAgentProxy {
  private static final int MAX_ANSWER_BYTES = 256 << 10;

  private final SocketChannel socket;

  private Agent(SocketChannel socket) {
    super(null);
    this.socket = socket;
  }

  /** Makes one for each session; forwards none. */
  static SshAgentFactory factory(String socketPath) {
    return new SshAgentFactory() {
      @Override
      public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
      }

      @Override
      public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
        Agent agent = new Agent(SocketChannel.open(UnixDomainSocketAddress.of(socketPath)));
        session.addCloseFutureListener(ended -> agent.closeSocket());
        return agent;
      }

      @Override
      public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("no agent is forwarded");
      }
    };
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  protected synchronized Buffer request(Buffer request) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(request.array(), request.rpos(), request.available());
    while (out.hasRemaining()) {
      socket.write(out);
    }
    int length = read(4).getInt();
    if (length < 1 || length > MAX_ANSWER_BYTES) {
      throw new IOException("the agent answered with " + length + " bytes");
    }
    byte[] answer = new byte[length];
    read(length).get(answer);
    return new ByteArrayBuffer(answer);
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (socket.read(bytes) < 0) {
        throw new IOException("the agent has gone");
      }
    }
    return bytes.flip();
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing the agent's socket: {}", e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
