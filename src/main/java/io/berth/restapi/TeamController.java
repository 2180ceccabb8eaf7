package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.team.Ownership.Kind;
import io.berth.team.Teams;
import io.berth.team.Teams.TeamView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Teams, which own containers, volumes and images. */
@RestController
@RequestMapping("/api/teams")
class TeamController {

  private final Teams teams;
  private final Audit audit;

  TeamController(Teams teams, Audit audit) {
    this.teams = teams;
    this.audit = audit;
  }

  /**
   * @param name 1 to 64 lower-case letters, digits and {@code . _ -}
   */
  record TeamName(@Nullable String name) {
    String text() {
      return name == null ? "" : name;
    }
  }

  /**
   * @param containers how many it owns, as of the others; what is in the bin counts
   */
  record TeamBody(
      String name,
      Instant createdAt,
      List<String> members,
      int containers,
      int volumes,
      int images) {
    static TeamBody of(TeamView team) {
      return new TeamBody(
          team.name(),
          team.createdAt(),
          team.members(),
          team.owns().getOrDefault(Kind.CONTAINER, 0),
          team.owns().getOrDefault(Kind.VOLUME, 0),
          team.owns().getOrDefault(Kind.IMAGE, 0));
    }
  }

  /** Those of the caller, or for administrators all, in order of name. */
  @GetMapping
  List<TeamBody> list() {
    return teams.list().stream().map(TeamBody::of).toList();
  }

  @GetMapping("/{name}")
  TeamBody inspect(@PathVariable String name) {
    return TeamBody.of(teams.inspect(name));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  TeamBody create(@RequestBody TeamName asked) {
    teams.create(asked.text());
    return TeamBody.of(teams.inspect(asked.text()));
  }

  /** Renames it; what it owns stays its own. */
  @PatchMapping("/{name}")
  TeamBody rename(@PathVariable String name, @RequestBody TeamName asked) {
    teams.rename(name, asked.text());
    audit.note("to=" + asked.text());
    return TeamBody.of(teams.inspect(asked.text()));
  }

  @PutMapping("/{name}/members/{user}")
  TeamBody addMember(@PathVariable String name, @PathVariable String user) {
    audit.note("user=" + user);
    teams.addMember(name, user);
    return TeamBody.of(teams.inspect(name));
  }

  /** Logs the user out, which ends their streams. */
  @DeleteMapping("/{name}/members/{user}")
  TeamBody removeMember(@PathVariable String name, @PathVariable String user) {
    audit.note("user=" + user);
    teams.removeMember(name, user);
    return TeamBody.of(teams.inspect(name));
  }

  /**
   * @param heir the team that gets what it owns; empty makes it everybody's
   */
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name, @RequestParam String heir) {
    teams.remove(name, heir);
  }
}
