package io.berth.dockerapi;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** {@code /_ping}: how clients find out that the engine is there and what it speaks. */
@RestController
class PingController {

  private static final MediaType TEXT = MediaType.parseMediaType("text/plain; charset=utf-8");

  @GetMapping("/_ping")
  ResponseEntity<byte[]> ping() {
    return answer(new byte[] {'O', 'K'});
  }

  @RequestMapping(path = "/_ping", method = RequestMethod.HEAD)
  ResponseEntity<byte[]> head() {
    return answer(new byte[0]);
  }

  private static ResponseEntity<byte[]> answer(byte[] body) {
    return ResponseEntity.ok()
        .contentType(TEXT)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, must-revalidate")
        .header(HttpHeaders.PRAGMA, "no-cache")
        .contentLength(body.length)
        .body(body);
  }
}
