package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.security.Accounts;
import io.berth.security.Role;
import io.berth.security.SecondFactors;
import io.berth.security.Users;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Everybody's accounts, for administrators. */
@Controller
@RequestMapping("/dashboard/users")
class UsersController {

  private static final String LIST = "redirect:/dashboard/users";
  private static final String ONE = "redirect:/dashboard/users/{name}";

  private final Users users;
  private final Accounts accounts;
  private final SecondFactors factors;

  UsersController(Users users, Accounts accounts, SecondFactors factors) {
    this.users = users;
    this.accounts = accounts;
    this.factors = factors;
  }

  record UserRow(
      String name,
      String role,
      boolean enabled,
      String created,
      String lastLogin,
      long tokens,
      boolean secondFactor) {
    static UserRow of(Users.UserView user, Instant now) {
      var login = user.lastLoginAt();
      return new UserRow(
          user.name(),
          user.role().word(),
          user.enabled(),
          Units.ago(user.createdAt(), now),
          login == null ? "never" : Units.ago(login, now),
          user.tokens(),
          user.secondFactor());
    }
  }

  /** A password that is shown once. */
  record Issued(String user, String password) {}

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    model.addAttribute("users", users.list().stream().map(u -> UserRow.of(u, now)).toList());
    model.addAttribute("roles", roles());
    return "users";
  }

  @GetMapping("/{name}")
  String show(@PathVariable String name, Model model) {
    model.addAttribute("user", UserRow.of(users.inspect(name), Instant.now()));
    model.addAttribute("roles", roles());
    return "user";
  }

  private static List<String> roles() {
    return Arrays.stream(Role.values()).map(Role::word).toList();
  }

  @PostMapping
  String create(@RequestParam String name, @RequestParam String role, RedirectAttributes page) {
    String wanted = name.strip();
    boolean made =
        report(
            page,
            () ->
                page.addFlashAttribute(
                    "issued", new Issued(wanted, users.create(wanted, Role.of(role)))));
    if (!made) {
      page.addFlashAttribute("wanted", wanted);
      page.addFlashAttribute("wantedRole", role);
    }
    return LIST;
  }

  @PostMapping("/{name}/role")
  String changeRole(@PathVariable String name, @RequestParam String role, RedirectAttributes page) {
    return change(name, page, () -> users.changeRole(name, Role.of(role)), "is now " + role);
  }

  @PostMapping("/{name}/disable")
  String disable(@PathVariable String name, RedirectAttributes page) {
    return change(name, page, () -> users.enable(name, false), "is disabled");
  }

  @PostMapping("/{name}/enable")
  String enable(@PathVariable String name, RedirectAttributes page) {
    return change(name, page, () -> users.enable(name, true), "may log in again");
  }

  @PostMapping("/{name}/password")
  String resetPassword(@PathVariable String name, RedirectAttributes page) {
    report(
        page,
        () -> page.addFlashAttribute("issued", new Issued(name, accounts.resetPassword(name))));
    return back(name, page);
  }

  @PostMapping("/{name}/second-factor-reset")
  String resetSecondFactor(@PathVariable String name, RedirectAttributes page) {
    return change(name, page, () -> factors.reset(name), "has no second factor any more");
  }

  @PostMapping("/{name}/remove")
  String remove(@PathVariable String name, RedirectAttributes page) {
    if (!report(page, () -> users.remove(name))) {
      return back(name, page);
    }
    page.addFlashAttribute("done", "user " + name + " is removed");
    return LIST;
  }

  private static String change(
      String name, RedirectAttributes page, Runnable change, String outcome) {
    if (report(page, change)) {
      page.addFlashAttribute("done", "user " + name + " " + outcome);
    }
    return back(name, page);
  }

  private static String back(String name, RedirectAttributes page) {
    page.addAttribute("name", name);
    return ONE;
  }

  private static boolean report(RedirectAttributes page, Runnable change) {
    try {
      change.run();
      return true;
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
      return false;
    }
  }
}
