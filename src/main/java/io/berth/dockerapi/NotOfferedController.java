package io.berth.dockerapi;

import io.berth.failure.Unsupported;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Parts of the API that this version does not offer: it says so, where silence would mislead. */
@RestController
class NotOfferedController {

  @RequestMapping({
    "/build/cancel",
    "/session",
    "/swarm/**",
    "/services/**",
    "/nodes/**",
    "/secrets/**",
    "/configs/**",
    "/tasks/**",
    "/containers/{ref}/attach/ws"
  })
  void notOffered(HttpServletRequest request) {
    throw new Unsupported(
        request.getMethod() + " " + request.getRequestURI() + " is not offered by this version");
  }
}
