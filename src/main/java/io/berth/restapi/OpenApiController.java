package io.berth.restapi;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this API is: for programs, which have a token, and for its page in a browser. */
@RestController
class OpenApiController {

  /** This document, OpenAPI 3.1. */
  @GetMapping(
      path = {"/api/openapi.json", "/dashboard/api/openapi.json"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  void document(HttpServletResponse response) throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    try (var content = new ClassPathResource("openapi.json").getInputStream()) {
      content.transferTo(response.getOutputStream());
    }
  }
}
