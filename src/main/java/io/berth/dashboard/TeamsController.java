package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.security.Users;
import io.berth.team.Ownership.Kind;
import io.berth.team.Teams;
import io.berth.team.Teams.TeamView;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Teams: everybody's own, and for administrators all, with what can be changed. */
@Controller
@RequestMapping("/dashboard/teams")
class TeamsController {

  private static final String LIST = "redirect:/dashboard/teams";
  private static final String ONE = "redirect:/dashboard/teams/{name}";

  private final Teams teams;
  private final Users users;

  TeamsController(Teams teams, Users users) {
    this.teams = teams;
    this.users = users;
  }

  record TeamRow(
      String name, List<String> members, int containers, int volumes, int images, String created) {

    static TeamRow of(TeamView team, Instant now) {
      return new TeamRow(
          team.name(),
          team.members(),
          team.owns().getOrDefault(Kind.CONTAINER, 0),
          team.owns().getOrDefault(Kind.VOLUME, 0),
          team.owns().getOrDefault(Kind.IMAGE, 0),
          Units.ago(team.createdAt(), now));
    }

    /** Public, as is the next: templates call no others. */
    public String things() {
      return "%s, %s and %s"
          .formatted(
              counted(containers, "container"),
              counted(volumes, "volume"),
              counted(images, "image"));
    }

    public boolean ownsNothing() {
      return containers + volumes + images == 0;
    }

    private static String counted(int count, String word) {
      return count + " " + word + (count == 1 ? "" : "s");
    }
  }

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    model.addAttribute("teams", teams.list().stream().map(t -> TeamRow.of(t, now)).toList());
    return "teams";
  }

  @GetMapping("/{name}")
  String show(@PathVariable String name, Model model) {
    var team = TeamRow.of(teams.inspect(name), Instant.now());
    model.addAttribute("team", team);
    if (Me.current().administrator()) {
      model.addAttribute(
          "others",
          users.list().stream()
              .map(Users.UserView::name)
              .filter(user -> !team.members().contains(user))
              .toList());
      model.addAttribute(
          "heirs", teams.list().stream().map(TeamView::name).filter(n -> !n.equals(name)).toList());
    }
    return "team";
  }

  @PostMapping
  String create(@RequestParam String name, RedirectAttributes page) {
    String wanted = name.strip();
    if (!report(
        page, () -> teams.create(wanted), "team " + wanted + " is there: add its members")) {
      page.addFlashAttribute("wanted", wanted);
      return LIST;
    }
    return one(wanted, page);
  }

  @PostMapping("/{name}/rename")
  String rename(@PathVariable String name, @RequestParam String to, RedirectAttributes page) {
    String wanted = to.strip();
    boolean renamed =
        report(page, () -> teams.rename(name, wanted), "it was called " + name + " before");
    return one(renamed ? wanted : name, page);
  }

  @PostMapping("/{name}/member-add")
  String add(@PathVariable String name, @RequestParam String user, RedirectAttributes page) {
    report(page, () -> teams.addMember(name, user), user + " is in the team");
    return one(name, page);
  }

  @PostMapping("/{name}/member-remove")
  String removeMember(
      @PathVariable String name, @RequestParam String user, RedirectAttributes page) {
    report(page, () -> teams.removeMember(name, user), user + " is not in the team any more");
    return one(name, page);
  }

  /**
   * @param heir whose its things become; {@link Belonging#EVERYBODY}
   */
  @PostMapping("/{name}/remove")
  String remove(@PathVariable String name, @RequestParam String heir, RedirectAttributes page) {
    String to = heir.equals(Belonging.EVERYBODY) ? "" : heir;
    return report(page, () -> teams.remove(name, to), "team " + name + " is removed")
        ? LIST
        : one(name, page);
  }

  private static String one(String name, RedirectAttributes page) {
    page.addAttribute("name", name);
    return ONE;
  }

  private static boolean report(RedirectAttributes page, Runnable change, String done) {
    try {
      change.run();
      page.addFlashAttribute("done", done);
      return true;
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
      return false;
    }
  }
}
