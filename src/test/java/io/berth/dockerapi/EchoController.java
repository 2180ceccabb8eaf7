package io.berth.dockerapi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives back what it gets, to try the wire without a container. */
@RestController
@Profile("echo")
class EchoController {

  @PostMapping("/echo")
  void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Hijack.run(
        request,
        response,
        StdFrames.RAW,
        (in, out) -> {
          byte[] buffer = new byte[64 << 10];
          long total = 0;
          for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
            total += count;
          }
          out.write((" " + total).getBytes());
        });
  }

  @PostMapping("/lines")
  void lines(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Query query = Query.of(request);
    JsonLines.answer(
        response,
        lines -> {
          for (int i = 0; i < query.number("before", 0); i++) {
            lines.write(java.util.Map.of("status", i));
          }
          if (query.flag("fail")) {
            throw new io.berth.failure.NotFound("manifest unknown");
          }
          if (query.flag("break")) {
            throw new StackOverflowError();
          }
        });
  }

  @PostMapping("/half")
  void half(HttpServletResponse response) throws IOException {
    response.getOutputStream().write("half of it".getBytes());
    response.flushBuffer();
    throw new IllegalStateException("the other half is missing");
  }
}
