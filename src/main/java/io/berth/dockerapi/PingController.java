package io.berth.dockerapi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /_ping}: how clients find out that the engine is there and what it speaks. Every command
 * begins with it, so it is answered without negotiation.
 */
@RestController
class PingController {

  private static final byte[] OK = {'O', 'K'};

  @RequestMapping(
      path = "/_ping",
      method = {RequestMethod.GET, RequestMethod.HEAD})
  void ping(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean head = request.getMethod().equals("HEAD");
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, must-revalidate");
    response.setHeader(HttpHeaders.PRAGMA, "no-cache");
    response.setContentLength(head ? 0 : OK.length);
    if (!head) {
      response.getOutputStream().write(OK);
    }
  }
}
