package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.NotFound;
import io.berth.team.Teams;
import io.berth.team.Teams.TeamView;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Teams at work, by the docker command over TCP and in the dashboard. */
class TeamsIT {

  private final RunningBerth berth = RunningBerth.start();
  private final List<String> made = new ArrayList<>();
  private final Users users = berth.bean(Users.class);
  private final Teams teams = berth.bean(Teams.class);
  private Docker ann;
  private Docker ben;
  private Docker both;
  private Docker cleo;

  @BeforeEach
  void people() throws Exception {
    for (String name : List.of("ann", "ben", "both", "cleo")) {
      users.create(name, Role.OPERATOR);
    }
    asAdministrator(() -> {
      teams.create("shop");
      teams.create("lab");
      teams.addMember("shop", "ann");
      teams.addMember("lab", "ben");
      teams.addMember("shop", "both");
      teams.addMember("lab", "both");
    });
    ann = docker("ann");
    ben = docker("ben");
    both = docker("both");
    cleo = docker("cleo");
    berth.docker().feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
  }

  @AfterEach
  void stop() {
    try {
      made.forEach(id -> berth.docker().run("rm", "-f", "-v", id));
    } finally {
      berth.close();
    }
  }

  private Docker docker(String user) {
    return Docker.as(berth.bean(Tokens.class).create(user, "t").secret(), berth.port());
  }

  private static void asAdministrator(Runnable deed) {
    Caller.ENGINE.call(() -> {
      deed.run();
      return deed;
    });
  }

  private TeamView team(String name) {
    return Caller.ENGINE.call(() -> teams.inspect(name));
  }

  private String run(Docker who, String... arguments) {
    var all = new ArrayList<String>(List.of("run", "-d"));
    all.addAll(List.of(arguments));
    String id = who.ok(all.toArray(String[]::new));
    made.add(id);
    return id;
  }

  @Test
  void aTeamWorksWithItsOwn() throws Exception {
    String id =
        run(
            ann,
            "--name",
            "till",
            "-v",
            "/anonymous",
            "-v",
            "stock:/stock",
            "box:1",
            "sh",
            "-c",
            "echo open; exec sleep 600");
    assertThat(ann.ok("ps", "-q", "--no-trunc")).isEqualTo(id);
    assertThat(both.ok("exec", "till", "echo", "hello")).isEqualTo("hello");
    assertThat(both.ok("logs", "till")).isEqualTo("open");
    assertThat(both.ok("stats", "--no-stream", "--format", "{{.Name}}", "till")).isEqualTo("till");
    assertThat(both.ok("volume", "ls", "-q").lines()).contains("stock").hasSize(2);
    assertThat(berth.docker().ok("ps", "-q", "--no-trunc")).isEqualTo(id);
    assertThat(docker("admin").ok("ps", "-q", "--no-trunc")).isEqualTo(id);
    for (Docker stranger : List.of(ben, cleo)) {
      assertThat(stranger.ok("ps", "-aq")).isEmpty();
      assertThat(stranger.ok("volume", "ls", "-q")).isEmpty();
      assertThat(stranger.run("container", "inspect", "till").err())
          .contains("o such container: till");
      assertThat(stranger.run("exec", "till", "true").err()).contains("No such container: till");
      assertThat(stranger.ok("images", "--format", "{{.Repository}}")).isEqualTo("box");
    }
    var follow = both.start("logs", "-f", "till");
    var wait = both.start("wait", "till");
    assertThat(ann.ok("restart", "-t", "0", "till")).isEqualTo("till");
    assertThat(follow.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(wait.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(both.ok("rm", "-f", "-v", "till")).isEqualTo("till");
    assertThat(both.ok("volume", "ls", "-q")).isEqualTo("stock");
    assertThat(team("shop").owns().values().stream().mapToInt(n -> n).sum()).isEqualTo(1);
  }

  @Test
  void whoIsInSeveralTeamsSaysWhich() {
    assertThat(both.run("create", "box:1", "true").err())
        .contains("you are in the teams lab, shop", "berth.team=TEAM");
    run(both, "--label", "berth.team=lab", "--name", "probe", "box:1", "sleep", "600");
    assertThat(ben.ok("ps", "--format", "{{.Names}}")).isEqualTo("probe");
    assertThat(ann.ok("ps", "-q")).isEmpty();
    assertThat(ann.run("create", "--label", "berth.team=lab", "box:1", "true").err())
        .contains("not allowed: the label berth.team=lab needs a member of that team");
    run(cleo, "--name", "open", "box:1", "sleep", "600");
    assertThat(ann.ok("ps", "--format", "{{.Names}}")).isEqualTo("open");
    run(berth.docker(), "--label", "berth.team=shop", "--name", "given", "box:1", "sleep", "600");
    assertThat(ann.ok("ps", "--format", "{{.Names}}").lines()).contains("given", "open");
    assertThat(ben.ok("ps", "--format", "{{.Names}}").lines()).doesNotContain("given");
  }

  @Test
  void anImageIsOfAllTeamsThatPulledIt() throws Exception {
    try (var registry = TestRegistry.start()) {
      String name = registry.image("tut/busybox:1");
      ann.ok("pull", "-q", name);
      assertThat(ben.ok("images", "-q", name)).isEmpty();
      assertThat(ben.run("rmi", name).err()).contains("No such image");
      ben.ok("pull", "-q", name);
      assertThat(ben.ok("images", "-q", name)).isEqualTo(ann.ok("images", "-q", name)).isNotEmpty();
      ann.ok("rmi", name);
      assertThat(ann.ok("images", "-q", name)).isEmpty();
      assertThat(ben.ok("run", "--rm", name, "echo", "still here")).isEqualTo("still here");
      cleo.ok("pull", "-q", name);
      assertThat(ann.ok("images", "-q", name)).as("everybody's").isNotEmpty();
      ben.ok("rmi", name);
      assertThat(berth.docker().ok("images", "-q", name)).isEmpty();
    }
  }

  @Test
  void thingsAreGivenAwayAndSurviveARestart() throws Exception {
    String id = run(ann, "--name", "gift", "-v", "/data", "box:1", "sleep", "600");
    var browser = DashboardClient.login("http://localhost:" + berth.port(), "ann", password("ann"));
    var given = browser.submit("/dashboard/containers/" + id + "/give", "team", "lab");
    assertThat(given.headers().firstValue("Location")).hasValue("/dashboard/containers");
    assertThat(ann.ok("ps", "-aq")).isEmpty();
    assertThat(ben.ok("ps", "-q", "--no-trunc")).isEqualTo(id);
    assertThat(ben.ok("volume", "ls", "-q")).isNotEmpty();
    assertThat(ann.ok("volume", "ls", "-q")).isEmpty();
    berth.restart();
    assertThat(docker("ann").ok("ps", "-aq")).isEmpty();
    assertThat(docker("ben").ok("ps", "-aq", "--no-trunc")).isEqualTo(id);
  }

  private String password(String user) {
    return berth.bean(Accounts.class).resetPassword(user);
  }

  @Test
  void whoIsTakenOutSeesNothingAnyMore() throws Exception {
    run(ann, "--name", "till", "box:1", "sh", "-c", "echo open; exec sleep 600");
    var browser = DashboardClient.login("http://localhost:" + berth.port(), "ann", password("ann"));
    var terminal = browser.open("/ws/containers/till/exec");
    terminal.type("echo $((6*7))-here\n").expect("42-here");
    var logs = ann.start("logs", "-f", "till");
    assertThat(logs.getInputStream().read()).isEqualTo('o');
    asAdministrator(() -> teams.removeMember("shop", "ann"));
    terminal.expect("your access has ended");
    assertThat(logs.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ann.ok("ps", "-aq")).isEmpty();
    users.remove("both");
    users.create("both", Role.OPERATOR);
    assertThat(docker("both").ok("ps", "-aq")).as("another person of that name").isEmpty();
  }

  @Test
  void aRemovedTeamsThingsAreInherited() {
    run(ann, "--name", "till", "box:1", "sleep", "600");
    asAdministrator(() -> {
      teams.rename("shop", "store");
      teams.remove("store", "lab");
    });
    assertThat(ben.ok("ps", "--format", "{{.Names}}")).isEqualTo("till");
    assertThat(ann.ok("ps", "-aq")).isEmpty();
    asAdministrator(() -> teams.remove("lab", ""));
    assertThat(cleo.ok("ps", "--format", "{{.Names}}")).isEqualTo("till");
    assertThatThrownBy(() -> team("lab")).isInstanceOf(NotFound.class);
  }

  @Test
  void secretsAreMaskedAndRevealedOneByOne() throws Exception {
    String id =
        run(
            ann,
            "--name",
            "safe",
            "-e",
            "DB_PASSWORD=hunter2",
            "-l",
            "api-token=hunter3",
            "box:1",
            "sleep",
            "600");
    var browser = DashboardClient.login("http://localhost:" + berth.port(), "ann", password("ann"));
    String page = "/dashboard/containers/" + id;
    for (String side : List.of("", "/inspect", "/change", "/events")) {
      assertThat(browser.page(page + side).body())
          .as(side)
          .contains("safe")
          .doesNotContain("hunter2", "hunter3");
    }
    browser.submit(page + "/reveal", "kind", "variable", "secret", "DB_PASSWORD");
    assertThat(browser.page(page).body()).contains("hunter2").doesNotContain("hunter3");
    assertThat(browser.page(page).body()).doesNotContain("hunter2");
    var admin =
        DashboardClient.login("http://localhost:" + berth.port(), "admin", password("admin"));
    assertThat(admin.page("/dashboard/audit").body())
        .contains("container.reveal", "variable=DB_PASSWORD")
        .doesNotContain("hunter2");
    users.create("vic", Role.VIEWER);
    asAdministrator(() -> teams.addMember("shop", "vic"));
    var viewer = DashboardClient.login("http://localhost:" + berth.port(), "vic", password("vic"));
    assertThat(viewer.page(page).body()).contains("safe").doesNotContain("hunter2", ">Reveal<");
    var refused = viewer.submit(page + "/reveal", "kind", "variable", "secret", "DB_PASSWORD");
    assertThat(refused.statusCode()).isEqualTo(403);
  }

  @Test
  void changedContainersStayTheirTeams() throws Exception {
    run(ann, "--name", "till", "box:1", "sleep", "600");
    var browser = DashboardClient.login("http://localhost:" + berth.port(), "ann", password("ann"));
    String id = ann.ok("inspect", "-f", "{{.Id}}", "till");
    var answer = browser.submit("/dashboard/containers/" + id + "/rename", "name", "desk");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(ann.ok("ps", "--format", "{{.Names}}")).isEqualTo("desk");
    browser.submit("/dashboard/containers/" + id + "/remove", "force", "true");
    assertThat(ann.ok("ps", "-aq")).isEmpty();
    var bin = browser.page("/dashboard/bin").body();
    assertThat(bin).contains("desk");
    var stranger =
        DashboardClient.login("http://localhost:" + berth.port(), "ben", password("ben"));
    assertThat(stranger.page("/dashboard/bin").body()).doesNotContain("desk");
    browser.submit("/dashboard/bin/restore", "id", id);
    assertThat(ann.ok("ps", "-a", "--format", "{{.Names}}")).isEqualTo("desk");
    assertThat(ben.ok("ps", "-aq")).isEmpty();
  }
}
