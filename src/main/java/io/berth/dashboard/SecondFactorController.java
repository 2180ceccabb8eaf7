package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.security.SecondFactors;
import java.security.Principal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One's own authenticator app. */
@Controller
@RequestMapping("/dashboard/account/second-factor")
class SecondFactorController {

  private static final String PAGE = "redirect:/dashboard/account/second-factor";

  private final SecondFactors factors;

  SecondFactorController(SecondFactors factors) {
    this.factors = factors;
  }

  @GetMapping
  String show(Principal user, Model model) {
    var factor = factors.status(user.getName());
    model.addAttribute("factor", factor);
    model.addAttribute("confined", factor.required() && factor.state() != SecondFactors.State.ON);
    return "second-factor";
  }

  @PostMapping("/begin")
  String begin(Principal user, @RequestParam String password, RedirectAttributes page) {
    return report(page, () -> factors.begin(user.getName(), password), "");
  }

  @PostMapping("/confirm")
  String confirm(Principal user, @RequestParam String code, RedirectAttributes page) {
    return report(page, () -> factors.confirm(user.getName(), code), "");
  }

  @PostMapping("/codes-kept")
  String codesKept(Principal user, RedirectAttributes page) {
    return report(
        page,
        () -> factors.codesKept(user.getName()),
        "your second factor is on: the next login asks for a code of your app");
  }

  @PostMapping("/disable")
  String disable(
      Principal user,
      @RequestParam String password,
      @RequestParam String code,
      RedirectAttributes page) {
    return report(
        page,
        () -> factors.disable(user.getName(), password, code),
        "your second factor is off: your password alone opens the dashboard");
  }

  private static String report(RedirectAttributes page, Runnable change, String done) {
    try {
      change.run();
      page.addFlashAttribute("done", done);
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return PAGE;
  }
}
