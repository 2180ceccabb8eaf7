package io.berth.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection to a Unix socket, written byte by byte: for what well-behaved clients do not
 * send and do not show.
 */
public final class RawHttp implements AutoCloseable {

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;

  /**
   * @param headers by lower-case name
   */
  public record Answer(int status, Map<String, String> headers, String body) {

    public @Nullable String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  public RawHttp(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    in = Channels.newInputStream(channel);
    out = Channels.newOutputStream(channel);
  }

  /** One request on a connection of its own. */
  public static Answer request(Path socket, String head, @Nullable String jsonBody)
      throws IOException {
    try (RawHttp http = new RawHttp(socket)) {
      String body = jsonBody == null ? "" : jsonBody;
      String type = jsonBody == null ? "" : "Content-Type: application/json\r\n";
      http.send(
          head
              + " HTTP/1.1\r\nHost: docker\r\n"
              + type
              + "Content-Length: "
              + body.getBytes(StandardCharsets.UTF_8).length
              + "\r\n\r\n"
              + body);
      return http.answer(head.startsWith("HEAD"));
    }
  }

  public void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  public OutputStream output() {
    return out;
  }

  public InputStream input() {
    return in;
  }

  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Reads status and headers only. */
  public Answer head() throws IOException {
    String status = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(status.split(" ")[1]), headers, "");
  }

  /** Reads a whole answer, chunked or with a length. */
  public Answer answer(boolean bodiless) throws IOException {
    Answer head = head();
    if (bodiless || head.status() == 204 || head.status() == 304) {
      return head;
    }
    byte[] body;
    if ("chunked".equals(head.header("Transfer-Encoding"))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        all.write(chunk);
      }
      body = all.toByteArray();
    } else {
      String length = head.header("Content-Length");
      body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    }
    return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
  }

  /** The next chunk of a chunked body; empty at its end. */
  public byte[] chunk() throws IOException {
    int length = Integer.parseInt(line().strip(), 16);
    byte[] chunk = in.readNBytes(length);
    line();
    return chunk;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("connection closed after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
