package io.berth.dockerapi;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an HTTP connection over for raw bytes both ways ({@code POST /containers/{id}/attach},
 * {@code POST /exec/{id}/start}). A client that asks with {@code Upgrade: tcp} gets 101; one that
 * does not gets 200 and the same bytes until the connection is closed, neither chunked nor with a
 * length.
 */
public final class Hijack {

  /** Request attribute holding a {@link RawHeaders}; the connectors set it. */
  public static final String RAW_HEADERS = RawHeaders.class.getName();

  /**
   * Request attribute holding a {@link BooleanSupplier}: whether the client has said, within TLS,
   * that it sends no more.
   */
  public static final String INPUT_ENDED = Hijack.class.getName() + ".inputEnded";

  /** Sets a header that the servlet container would leave out of a 101 answer. */
  @FunctionalInterface
  public interface RawHeaders {
    void set(String name, String value);
  }

  /**
   * Talks to the client, on the connection's virtual thread: what may block in the kernel is given
   * a thread of its own. The connection is closed when it returns. End of input means that the
   * client sends no more, not that it has gone.
   */
  @FunctionalInterface
  public interface DuplexHandler {
    void handle(InputStream in, OutputStream out) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Hijack.class);

  private Hijack() {}

  /**
   * Answers and returns; the handler runs once the caller has given the request back to the
   * container, so the caller must not touch the response any more.
   */
  public static void run(
      HttpServletRequest request,
      HttpServletResponse response,
      String contentType,
      DuplexHandler handler)
      throws IOException {
    boolean upgrade = "tcp".equalsIgnoreCase(request.getHeader("Upgrade"));
    response.reset();
    try {
      Upgraded upgraded = request.upgrade(Upgraded.class);
      upgraded.handler = handler;
      if (request.getAttribute(INPUT_ENDED) instanceof BooleanSupplier ended) {
        upgraded.inputEnded = ended;
      }
    } catch (ServletException e) {
      throw new IOException(e);
    }
    if (upgrade) {
      response.setHeader("Connection", "Upgrade");
      response.setHeader("Upgrade", "tcp");
      if (request.getAttribute(RAW_HEADERS) instanceof RawHeaders headers) {
        headers.set("Content-Type", contentType);
      }
    } else {
      response.setStatus(HttpServletResponse.SC_OK);
      response.setHeader("Connection", "close");
      response.setContentType(contentType);
      // Sent now, or the container would count the bytes so far and promise a length of 0.
      response.flushBuffer();
    }
  }

  /** Made by the servlet container; lives as long as the connection. */
  public static final class Upgraded implements HttpUpgradeHandler {

    private @Nullable DuplexHandler handler;
    private BooleanSupplier inputEnded = () -> false;

    /** For the servlet container. */
    public Upgraded() {}

    @Override
    public void init(WebConnection connection) {
      DuplexHandler current = handler;
      try (connection;
          ServletOutputStream out = connection.getOutputStream()) {
        if (current != null) {
          current.handle(new HalfClosing(connection.getInputStream(), inputEnded), out);
        }
      } catch (IOException e) {
        LOG.debug("a hijacked connection ended early", e);
      } catch (Exception e) {
        LOG.error("a hijacked connection failed", e);
      }
    }

    @Override
    public void destroy() {}
  }
}
