package io.berth.dashboard;

import io.berth.security.FirstSetup;
import io.berth.security.LoginSteps;
import io.berth.security.SingleSignOn;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages in front of the door. Their forms are the security filters' to answer. */
@Controller
class LoginController {

  private static final String LOGIN = "redirect:/login";

  private final FirstSetup setup;
  private final SingleSignOn provider;

  LoginController(FirstSetup setup, SingleSignOn provider) {
    this.setup = setup;
    this.provider = provider;
  }

  @GetMapping("/login")
  String login(@RequestParam(defaultValue = "") String failed, Model model) {
    if (setup.isOpen()) {
      return "redirect:/setup";
    }
    model.addAttribute("failed", failed);
    provider.name().ifPresent(name -> model.addAttribute("provider", name));
    return "login";
  }

  @GetMapping("/login/code")
  String code(
      @RequestParam(defaultValue = "") String failed, HttpServletRequest request, Model model) {
    model.addAttribute("failed", failed);
    return LoginSteps.awaitsCode(request) ? "login-code" : LOGIN;
  }

  @GetMapping("/setup")
  String setup() {
    return setup.isOpen() ? "setup" : LOGIN;
  }

  /** The form as it was sent, when it was refused. */
  @PostMapping("/setup")
  String setup(
      @RequestAttribute(name = LoginSteps.PROBLEM, required = false) @Nullable String problem,
      @RequestParam(defaultValue = "") String name,
      Model model) {
    model.addAttribute("problem", problem);
    model.addAttribute("name", name);
    return setup.isOpen() ? "setup" : LOGIN;
  }
}
