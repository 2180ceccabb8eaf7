package io.berth.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The engine as its own client. */
final class OwnSocket {

  private OwnSocket() {}

  /**
   * Sends requests over one connection and returns all that comes back. Interrupting the thread
   * ends the wait.
   *
   * @param requests one after the other; the last one asks for the end of the connection
   */
  static String ask(Path socket, String requests) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var out = ByteBuffer.wrap(requests.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      var answer = new ByteArrayOutputStream();
      var buffer = ByteBuffer.allocate(8192);
      while (channel.read(buffer) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }
}
