package io.berth.dockerapi;

import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.OutputSink;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import io.berth.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
            OutputSink sink = StdFrames.sink(out, attachment.terminal());
            try (attachment;
                var _ = farewells.stay(caller, this::leave)) {
              if (attachment.recorded() && attachment.terminal()) {
                say("this session is recorded", sink);
              }
              attachment.run(stdin ? in : null, sink);
            } catch (BerthException e) {
              say(String.valueOf(e.getMessage()), sink);
            }
          });
    } catch (IOException | RuntimeException e) {
      attachment.close();
      throw e;
    }
  }

  private void say(String words, OutputSink sink) throws IOException {
    byte[] line =
        Farewells.line("berth: " + words, attachment.terminal()).getBytes(StandardCharsets.UTF_8);
    sink.write(ContainerLog.Stream.STDERR, line, 0, line.length);
  }

  private void leave() {
    attachment.end(Farewells.line(lastWords.get(), attachment.terminal()));
  }
}
