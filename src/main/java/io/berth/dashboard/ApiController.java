package io.berth.dashboard;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** What programs can ask Berth under {@code /api}. */
@Controller
class ApiController {

  private final ApiDocument document;

  ApiController(ApiDocument document) {
    this.document = document;
  }

  @GetMapping("/dashboard/api")
  String show(@RequestParam(defaultValue = "") String q, Model model) {
    model.addAttribute("topics", document.find(q.strip()));
    model.addAttribute("q", q);
    model.addAttribute(
        "address", ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString());
    return "api";
  }
}
