package io.berth.restapi;

import io.berth.why.Explanation;
import io.berth.why.Why;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Why a container stopped. */
@RestController
class WhyController {

  private final Why why;

  WhyController(Why why) {
    this.why = why;
  }

  @GetMapping("/api/containers/{ref}/why")
  Explanation explain(@PathVariable String ref) {
    return why.explain(ref);
  }
}
