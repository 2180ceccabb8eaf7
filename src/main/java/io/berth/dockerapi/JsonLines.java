package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.audit.Outcome;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer of one JSON object a line, each sent at once: progress, events, statistics. The status
 * is 200 from the first line on, so a failure before it is an ordinary error, and one after it is a
 * last line.
 */
public final class JsonLines {

  /** Writes the lines of one answer. */
  @FunctionalInterface
  public interface Body {
    void write(JsonLines lines) throws IOException;
  }

  private final HttpServletResponse response;
  private @Nullable OutputStream out;
  private boolean clientGone;

  private JsonLines(HttpServletResponse response) {
    this.response = response;
  }

  /** Runs the body on this thread; what it throws before its first line is thrown on. */
  public static void answer(HttpServletResponse response, Body body) throws IOException {
    JsonLines lines = new JsonLines(response);
    try {
      body.write(lines);
    } catch (RuntimeException | IOException failure) {
      if (lines.clientGone) {
        throw new IOException("the client has gone", failure);
      }
      if (!response.isCommitted()) {
        throw failure;
      }
      Outcome.failed(failure);
      String message = DockerErrors.messageOf(failure);
      lines.fail(null, message);
    } catch (Error failure) {
      if (response.isCommitted() && !lines.clientGone) {
        lines.fail(null, "internal error: see the engine's log");
      }
      throw failure;
    }
    lines.open();
  }

  /**
   * The last line, of a failure.
   *
   * @param code the command's exit status, where it was a command that failed
   */
  void fail(@Nullable Integer code, String message) throws IOException {
    write(new Failure(new Detail(code, message), message));
  }

  /** Sends the status and the headers now, for streams that may be silent for long. */
  public synchronized void open() throws IOException {
    if (out == null) {
      raw(new byte[0]);
    }
  }

  /**
   * @throws IOException the client has gone
   */
  public synchronized void write(Object line) throws IOException {
    raw(DockerJson.line(line));
  }

  /** Whether something was sent. */
  synchronized boolean isOpen() {
    return out != null;
  }

  /** Sends an empty line: finds out whether the client is still there. */
  void probe() throws IOException {
    probe('\n');
  }

  /**
   * @param blank a character that is nothing between two JSON objects
   */
  synchronized void probe(char blank) throws IOException {
    raw(new byte[] {(byte) blank});
  }

  /** Sends what is no JSON, for people to read. */
  synchronized void say(String words) throws IOException {
    raw(words.getBytes(StandardCharsets.UTF_8));
  }

  private void raw(byte[] bytes) throws IOException {
    if (out == null) {
      response.setContentType("application/json");
      out = response.getOutputStream();
    }
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      clientGone = true;
      throw e;
    }
  }

  private record Failure(Detail errorDetail, String error) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Detail(@Nullable Integer code, String message) {}
}
