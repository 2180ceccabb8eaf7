package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.security.Accounts;
import io.berth.security.SecondFactors;
import io.berth.security.SingleSignOn;
import io.berth.security.Tokens;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One's own tokens and password. */
@Controller
@RequestMapping("/dashboard/account")
class AccountController {

  private static final String ACCOUNT = "redirect:/dashboard/account";

  private final Tokens tokens;
  private final Accounts accounts;
  private final SecondFactors factors;
  private final SingleSignOn provider;

  AccountController(
      Tokens tokens, Accounts accounts, SecondFactors factors, SingleSignOn provider) {
    this.provider = provider;
    this.tokens = tokens;
    this.accounts = accounts;
    this.factors = factors;
  }

  record TokenRow(
      UUID id, String name, String scope, String created, String expires, String lastUsed) {
    static TokenRow of(Tokens.TokenView token, Instant now) {
      var used = token.lastUsedAt();
      return new TokenRow(
          token.id(),
          token.name(),
          token.scope().word(),
          Units.ago(token.createdAt(), now),
          expiry(token.expiresAt(), now),
          used == null ? "never" : Units.ago(used, now));
    }
  }

  private static String expiry(@Nullable Instant at, Instant now) {
    if (at == null) {
      return "never";
    }
    return at.isAfter(now) ? Units.ahead(at, now) : "expired";
  }

  @GetMapping
  String show(Principal user, Model model) {
    var now = Instant.now();
    model.addAttribute("user", user.getName());
    model.addAttribute("factor", factors.status(user.getName()));
    provider.name().ifPresent(name -> model.addAttribute("provider", name));
    model.addAttribute("known", provider.knows(user.getName()));
    model.addAttribute(
        "tokens", tokens.list(user.getName()).stream().map(t -> TokenRow.of(t, now)).toList());
    return "account";
  }

  @PostMapping("/tokens")
  String createToken(
      Principal user,
      @RequestParam String name,
      @RequestParam String scope,
      @RequestParam(defaultValue = "0") int days,
      RedirectAttributes page) {
    var expiresAt = days > 0 ? Instant.now().plus(Duration.ofDays(days)) : null;
    return report(
        page,
        () -> {
          var asked = new Tokens.NewToken(name, Tokens.Scope.of(scope), expiresAt);
          page.addFlashAttribute("issued", tokens.create(user.getName(), asked));
        });
  }

  @PostMapping("/tokens/{id}/revoke")
  String revokeToken(Principal user, @PathVariable UUID id, RedirectAttributes page) {
    return report(page, () -> tokens.revoke(user.getName(), id));
  }

  /** The browser goes on by a link of the page: a form may not lead to another site. */
  @PostMapping("/openid")
  String link(HttpServletRequest request, RedirectAttributes page) {
    provider.beginLink(request);
    page.addFlashAttribute("linking", true);
    return ACCOUNT;
  }

  @PostMapping("/password")
  String changePassword(
      Principal user,
      @RequestParam String current,
      @RequestParam String replacement,
      RedirectAttributes page) {
    return report(
        page,
        () -> {
          accounts.changePassword(user.getName(), current, replacement);
          page.addFlashAttribute("done", "your password is changed");
        });
  }

  private static String report(RedirectAttributes page, Runnable change) {
    try {
      change.run();
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return ACCOUNT;
  }
}
