package io.berth.dashboard;

import io.berth.alert.AlertRule;
import io.berth.alert.Alerts;
import io.berth.alert.Cause;
import io.berth.alert.Delivered;
import io.berth.audit.Audit;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.team.Ownership;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Alerts: who is told of what, and what was told. */
@Controller
@RequestMapping("/dashboard/alerts")
class AlertsController {

  private static final String ALERTS = "redirect:/dashboard/alerts";
  private static final int SHOWN = 50;

  private final Alerts alerts;
  private final Audit audit;
  private final Ownership ownership;

  AlertsController(Alerts alerts, Audit audit, Ownership ownership) {
    this.alerts = alerts;
    this.ownership = ownership;
    this.audit = audit;
  }

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    model.addAttribute("rules", alerts.rules().stream().map(AlertRow::of).toList());
    model.addAttribute(
        "history", alerts.deliveries(SHOWN).stream().map(one -> DeliveryRow.of(one, now)).toList());
    return "alerts";
  }

  @GetMapping("/new")
  String form(Model model) {
    return form(model, AlertForm.empty(), 0, "");
  }

  @GetMapping("/{id}")
  String form(@PathVariable long id, Model model) {
    return form(model, AlertForm.of(alerts.rule(id)), id, "");
  }

  private String form(Model model, AlertForm form, long id, String problem) {
    model.addAttribute("form", form.withoutSecret());
    model.addAttribute("id", id);
    model.addAttribute("heading", id == 0 ? "New rule" : "Rule " + alerts.rule(id).name());
    model.addAttribute("formProblem", problem);
    model.addAttribute("canMail", alerts.canMail());
    model.addAttribute("causes", causes());
    model.addAttribute("teams", ownership.choices());
    if (id != 0) {
      AlertRule rule = alerts.rule(id);
      model.addAttribute("shownTarget", rule.target());
      model.addAttribute("signed", rule.signed());
    }
    return "alert-rule";
  }

  /** A cause to choose. */
  record Choice(String word, String title) {}

  private static List<Choice> causes() {
    return Stream.of(Cause.values()).map(cause -> new Choice(cause.word(), words(cause))).toList();
  }

  private static String words(Cause cause) {
    return switch (cause) {
      case ENDED_BADLY -> "a container is down";
      case OUT_OF_MEMORY -> "a container ran out of memory";
      case RESTART_LOOP -> "a container is in a restart loop";
      case UNHEALTHY -> "a container is unhealthy: its health check fails";
      case DISK_FULL -> "the disk is filling";
    };
  }

  @PostMapping
  String create(@ModelAttribute AlertForm form, Model model, RedirectAttributes page) {
    try {
      AlertRule made = alerts.create(form.draft(true));
      page.addFlashAttribute("done", "rule " + made.name() + " is there: send a test with it");
      return ALERTS;
    } catch (BerthException e) {
      return form(model, form, 0, e.getMessage());
    }
  }

  @PostMapping("/{id}/change")
  String change(
      @PathVariable long id, @ModelAttribute AlertForm form, Model model, RedirectAttributes page) {
    try {
      AlertRule changed = alerts.change(id, form.draft(alerts.rule(id).enabled()));
      audit.note("rule=" + changed.name());
      page.addFlashAttribute("done", "rule " + changed.name() + " is changed");
      return ALERTS;
    } catch (NotFound e) {
      throw e;
    } catch (BerthException e) {
      return form(model, form, id, e.getMessage());
    }
  }

  @PostMapping("/{id}/test")
  String test(@PathVariable long id, RedirectAttributes page) {
    Delivered sent = alerts.test(id);
    audit.note("rule=" + sent.rule());
    if (sent.state() == Delivered.State.SENT) {
      page.addFlashAttribute("done", "the test of " + sent.rule() + " arrived: " + sent.result());
    } else {
      page.addFlashAttribute(
          "problem", "the test of " + sent.rule() + " did not arrive: " + sent.result());
    }
    return ALERTS;
  }

  @PostMapping("/{id}/turn")
  String turn(@PathVariable long id, @RequestParam boolean on, RedirectAttributes page) {
    AlertRule rule = alerts.rule(id);
    alerts.turn(id, on);
    audit.note("rule=%s on=%s".formatted(rule.name(), on));
    page.addFlashAttribute("done", "rule " + rule.name() + " is " + (on ? "on" : "off"));
    return ALERTS;
  }

  @PostMapping("/{id}/remove")
  String remove(@PathVariable long id, RedirectAttributes page) {
    AlertRule rule = alerts.rule(id);
    alerts.remove(id);
    audit.note("rule=" + rule.name());
    page.addFlashAttribute("done", "rule " + rule.name() + " is removed");
    return ALERTS;
  }
}
