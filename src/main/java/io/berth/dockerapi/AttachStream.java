package io.berth.dockerapi;

import io.berth.container.Containers.Attachment;
import io.berth.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Gives a client's connection to what it is attached to, a container or an exec.
 *
 * @param lastWords for a client that is attached when the engine stops
 */
record AttachStream(Attachment attachment, Farewells farewells, Supplier<String> lastWords) {

  /** Takes the attachment over: it is closed at the end, and also when the hijack fails. */
  void run(HttpServletRequest request, HttpServletResponse response, boolean stdin)
      throws IOException {
    Caller caller = Caller.current(); // the connection goes on where nobody knows
    try {
      Hijack.run(
          request,
          response,
          StdFrames.contentType(ApiVersion.of(request), attachment.terminal()),
          (in, out) -> {
            try (attachment;
                var _ = farewells.stay(caller, this::leave)) {
              attachment.run(stdin ? in : null, StdFrames.sink(out, attachment.terminal()));
            }
          });
    } catch (IOException | RuntimeException e) {
      attachment.close();
      throw e;
    }
  }

  private void leave() {
    attachment.end(Farewells.line(lastWords.get(), attachment.terminal()));
  }
}
