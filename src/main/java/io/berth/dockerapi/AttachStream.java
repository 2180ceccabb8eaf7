package io.berth.dockerapi;

import io.berth.container.Containers.Attachment;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Gives a client's connection to what it is attached to, a container or an exec. */
final class AttachStream {

  private AttachStream() {}

  /** Takes the attachment over: it is closed at the end, and also when the hijack fails. */
  static void run(
      HttpServletRequest request,
      HttpServletResponse response,
      Attachment attachment,
      boolean stdin)
      throws IOException {
    try {
      Hijack.run(
          request,
          response,
          StdFrames.contentType(ApiVersion.of(request), attachment.terminal()),
          (in, out) -> {
            try (attachment) {
              attachment.run(stdin ? in : null, StdFrames.sink(out, attachment.terminal()));
            }
          });
    } catch (IOException | RuntimeException e) {
      attachment.close();
      throw e;
    }
  }
}
