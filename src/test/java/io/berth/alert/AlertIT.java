package io.berth.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.failure.InvalidRequest;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.security.TestCallers;
import io.berth.security.Users;
import io.berth.settings.Settings;
import io.berth.team.Teams;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Real containers in trouble, told to a real web server and a real mail server. */
class AlertIT {

  private static final String SLEEP = "while :; do sleep 0.05; done";
  private static GreenMail mail;
  private static Receiver receiver;
  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws Exception {
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    receiver = new Receiver(0);
    berth =
        RunningBerth.start(
            "--berth.alerts.first-retry=100ms",
            "--berth.alerts.disk-every=300ms",
            "--berth.mail.host=127.0.0.1",
            "--berth.mail.port=" + mail.getSmtp().getPort(),
            "--berth.mail.security=none",
            "--berth.mail.from=Berth <berth@example.com>");
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
    local(true);
  }

  @AfterAll
  static void stop() {
    docker.run("ps", "-aq").out().lines().forEach(id -> docker.run("rm", "-f", id));
    berth.close();
    receiver.close();
    mail.stop();
  }

  @AfterEach
  void noRuleIsLeft() {
    alerts().rules().forEach(rule -> alerts().remove(rule.id()));
    local(true);
  }

  private static Alerts alerts() {
    return berth.bean(Alerts.class);
  }

  private static void local(boolean on) {
    berth.bean(Settings.class).turn("local-webhooks", on);
  }

  private static RuleDraft draft(
      Cause cause, String names, int threshold, int seconds, Channel channel, String target) {
    Duration time = Duration.ofSeconds(seconds);
    var chosen = Chosen.of("name", names);
    return new RuleDraft(
        "the rule", cause, chosen, "", threshold, time, time, channel, target, null, true);
  }

  private static AlertRule hook(Cause cause, String names, int threshold, int seconds) {
    String path = "/" + names.replace("*", "");
    return alerts()
        .create(draft(cause, names, threshold, seconds, Channel.WEBHOOK, receiver.url(path)));
  }

  private static List<Receiver.Got> awaitGot(String path, int count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got(path).size() >= count);
    return receiver.got(path);
  }

  private static void killFromOutside(String name) {
    long pid = Long.parseLong(docker.ok("inspect", "-f", "{{.State.Pid}}", name));
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    docker.ok("wait", name);
  }

  private static Delivered latest() {
    return alerts().deliveries(1).getFirst();
  }

  @Test
  void aContainerThatIsDownIsToldOnceAndSigned() {
    var rule =
        alerts()
            .create(
                new RuleDraft(
                    "down",
                    Cause.ENDED_BADLY,
                    Chosen.of("label", "tier=shop"),
                    "",
                    0,
                    null,
                    Duration.ofSeconds(4),
                    Channel.WEBHOOK,
                    receiver.url("/down"),
                    "key of the hook",
                    true));
    docker.ok("run", "-d", "--name", "down", "-l", "tier=shop", "box:1", "sh", "-c", SLEEP);
    docker.ok("run", "-d", "--name", "other", "box:1", "sh", "-c", SLEEP);
    killFromOutside("other");
    killFromOutside("down");
    var got = awaitGot("/down", 1).getFirst();
    assertThat(got.event()).isEqualTo("alert");
    assertThat(got.text()).contains("down ended with exit code 137 and is down");
    assertThat(got.json().get("container").get("name").asString()).isEqualTo("down");
    assertThat(got.signature())
        .isEqualTo("sha256=" + WebhookSender.signature("key of the hook", got.body()));
    docker.ok("start", "down");
    killFromOutside("down");
    docker.ok("start", "down");
    var all = awaitGot("/down", 2);
    assertThat(all.get(1).event()).isEqualTo("recovered");
    assertThat(all.get(1).text()).contains("has run without trouble for 4 seconds", "1 more");
    docker.ok("kill", "down");
    docker.ok("start", "down");
    docker.ok("stop", "-t", "0", "down");
    docker.ok("restart", "-t", "0", "down");
    docker.ok("rm", "-f", "down");
    docker.run("run", "--name", "good", "-l", "tier=shop", "box:1", "sh", "-c", "exit 0").exits(0);
    docker.run("run", "--name", "bad", "-l", "tier=shop", "box:1", "sh", "-c", "exit 3").exits(3);
    all = awaitGot("/down", 3);
    assertThat(all.getLast().text()).contains("bad ended with exit code 3");
    assertThat(all).hasSize(3);
    assertThat(alerts().rule(rule.id()).signed()).isTrue();
  }

  @Test
  void theMemoryLimitIsTold() {
    hook(Cause.OUT_OF_MEMORY, "hungry", 0, 60);
    docker
        .run(
            "run",
            "--name",
            "hungry",
            "--memory",
            "16m",
            "--memory-swap",
            "16m",
            "box:1",
            "sh",
            "-c",
            "busybox tail /dev/zero")
        .exits(137);
    var got = awaitGot("/hungry", 1);
    assertThat(got.getFirst().json().get("cause").asString()).isEqualTo("out-of-memory");
    assertThat(got.getFirst().text()).contains("hungry ran out of memory");
    assertThat(docker.ok("inspect", "-f", "{{.State.OOMKilled}}", "hungry")).isEqualTo("true");
  }

  @Test
  void aRestartLoopIsToldOnceAndItsEnd() throws Exception {
    hook(Cause.RESTART_LOOP, "loop*", 3, 6);
    docker.ok("volume", "create", "loops");
    docker.ok(
        "run",
        "-d",
        "--name",
        "loop-1",
        "--restart",
        "always",
        "-v",
        "loops:/data",
        "box:1",
        "sh",
        "-c",
        "busybox test -e /data/ok && while :; do sleep 0.1; done; exit 1");
    assertThat(awaitGot("/loop", 1).getFirst().text())
        .contains("loop-1 is in a restart loop: started again 3 times within 6 seconds");
    Thread.sleep(1_500);
    assertThat(receiver.got("/loop")).hasSize(1);
    Files.createFile(berth.root().resolve("volumes/loops/_data/ok"));
    var got = awaitGot("/loop", 2);
    assertThat(got.get(1).event()).isEqualTo("recovered");
    assertThat(got.get(1).json().get("suppressed").asInt()).isPositive();
    docker.ok("rm", "-f", "loop-1");
  }

  @Test
  void aFillingDiskIsToldAndThatItIsWellAgain() {
    var draft = draft(Cause.DISK_FULL, "x", 1, 60, Channel.WEBHOOK, receiver.url("/disk"));
    var rule = alerts().create(draft);
    assertThat(awaitGot("/disk", 1).getFirst().text())
        .containsPattern("the disk of .* is \\d+ % full");
    var higher = draft(Cause.DISK_FULL, "x", 100, 60, Channel.WEBHOOK, receiver.url("/disk"));
    alerts().change(rule.id(), higher);
    assertThat(awaitGot("/disk", 2).get(1).event()).isEqualTo("recovered");
    assertThat(receiver.got("/disk")).hasSize(2);
  }

  @Test
  void mailArrives() throws Exception {
    alerts()
        .create(
            draft(
                Cause.ENDED_BADLY,
                "mailed",
                0,
                60,
                Channel.MAIL,
                "Ops <ops@example.com>, b@x.org"));
    docker.run("run", "--name", "mailed", "box:1", "sh", "-c", "exit 7").exits(7);
    await().atMost(Duration.ofSeconds(20)).until(() -> mail.getReceivedMessages().length == 2);
    var message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject()).contains("mailed ended with exit code 7");
    assertThat(message.getAllRecipients()).hasSize(2);
    assertThat(message.getContent().toString()).contains("container: mailed", "rule: the rule");
    mail.purgeEmailFromAllMailboxes();
  }

  @Test
  void aReceiverThatFailsIsTriedAgain() {
    receiver.answer(500, 503);
    hook(Cause.ENDED_BADLY, "again", 0, 60);
    docker.run("run", "--name", "again", "box:1", "sh", "-c", "exit 1").exits(1);
    var got = awaitGot("/again", 3);
    assertThat(got.stream().map(Receiver.Got::delivery).distinct()).hasSize(1);
    await().until(() -> latest().state() == Delivered.State.SENT);
    assertThat(latest().attempts()).isEqualTo(3);
    assertThat(latest().result()).isEqualTo("the receiver answered 204");
  }

  @Test
  void aTestTellsWhatBecameOfIt() {
    var rule = hook(Cause.ENDED_BADLY, "tested", 0, 60);
    var sent = alerts().test(rule.id());
    assertThat(sent.state()).isEqualTo(Delivered.State.SENT);
    assertThat(receiver.got("/tested").getFirst().event()).isEqualTo("test");
    receiver.answer(404);
    assertThat(alerts().test(rule.id()).result()).isEqualTo("the receiver answered 404");
    receiver.answer(302);
    assertThat(alerts().test(rule.id()).result()).contains("redirects are not followed");
    assertThat(receiver.got("/elsewhere")).isEmpty();
    local(false);
    assertThat(alerts().test(rule.id()).result()).contains("127.0.0.1 is this machine");
    local(true);
    String nowhere = "http://127.0.0.1:1/x";
    alerts().change(rule.id(), draft(Cause.ENDED_BADLY, "x", 0, 60, Channel.WEBHOOK, nowhere));
    assertThat(alerts().test(rule.id()).result()).contains("the connection was refused");
  }

  @Test
  void addressesThatMustNotBeAreRefused() {
    for (String address :
        List.of(
            "http://169.254.169.254/latest",
            "http://[fe80::1]/",
            "https://user:pass@example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "nonsense")) {
      assertThatThrownBy(
              () -> alerts().create(draft(Cause.ENDED_BADLY, "x", 0, 60, Channel.WEBHOOK, address)))
          .as(address)
          .isInstanceOf(InvalidRequest.class);
    }
    local(false);
    for (String address : List.of("http://127.0.0.1/", "http://localhost/", "http://0.0.0.0/")) {
      assertThatThrownBy(
              () -> alerts().create(draft(Cause.ENDED_BADLY, "x", 0, 60, Channel.WEBHOOK, address)))
          .hasMessageContaining("is this machine");
    }
    for (String address : List.of("", "nobody", "a@b.c\r\nBcc: d@e.f", "a@b.c, <>")) {
      assertThatThrownBy(
              () -> alerts().create(draft(Cause.ENDED_BADLY, "x", 0, 60, Channel.MAIL, address)))
          .as(address)
          .isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void aTeamsRuleIsAboutItsContainersAndForItsMembers() {
    Caller.ENGINE.call(() -> {
      berth.bean(Users.class).create("rita", Role.OPERATOR);
      berth.bean(Users.class).create("otto", Role.OPERATOR);
      berth.bean(Teams.class).create("red");
      berth.bean(Teams.class).addMember("red", "rita");
      return alerts()
          .create(
              new RuleDraft(
                  "reds",
                  Cause.ENDED_BADLY,
                  Chosen.ALL,
                  "red",
                  0,
                  null,
                  null,
                  Channel.WEBHOOK,
                  receiver.url("/reds"),
                  null,
                  true));
    });
    docker.run("run", "--name", "blue-1", "box:1", "sh", "-c", "exit 3").exits(3);
    docker
        .run("run", "--name", "red-1", "-l", "berth.team=red", "box:1", "sh", "-c", "exit 3")
        .exits(3);
    assertThat(awaitGot("/reds", 1).getFirst().text()).contains("red-1 ended with exit code 3");
    assertThat(receiver.got("/reds")).hasSize(1);
    assertThat(seenBy("rita")).containsExactly("reds");
    assertThat(seenBy("otto")).isEmpty();
  }

  /** Names of rules of which this operator sees both the rule and what it has told. */
  private static List<String> seenBy(String user) {
    return TestCallers.person(user, Role.OPERATOR)
        .call(() -> {
          var told = alerts().deliveries(1000).stream().map(Delivered::rule).distinct().toList();
          return alerts().rules().stream()
              .map(AlertRule::name)
              .filter(name -> name.equals("reds") && told.contains(name))
              .toList();
        });
  }

  @Test
  void unhealthyIsToldWhenAnEventSaysSo() {
    hook(Cause.UNHEALTHY, "ill", 0, 60);
    for (String health : List.of("unhealthy", "unhealthy", "healthy")) {
      var event =
          new Event(
              "container",
              "health_status: " + health,
              "0123",
              Set.of(),
              Map.of("name", "ill"),
              Instant.now());
      berth.bean(EventBus.class).publish(event);
    }
    var got = awaitGot("/ill", 2);
    assertThat(got.stream().map(Receiver.Got::event)).containsExactly("alert", "recovered");
  }

  @Test
  void theApiDoesTheSameAndShowsNoSecret() throws Exception {
    String body =
        """
        {"name":"<b>api</b>","cause":"restart-loop","channel":"webhook","target":"%s",
         "secret":"planted-secret","threshold":4,"windowSeconds":120}\
        """
            .formatted(receiver.url("/hooks/planted-path"));
    var made = ask("POST /api/alerts", body);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body())
        .contains("\"target\":\"http://127.0.0.1:%d/…\"".formatted(receiver.port()))
        .contains("\"signed\":true", "\"threshold\":4", "\"team\":\"\"");
    long id = alerts().rules().getFirst().id();
    var tested = ask("POST /api/alerts/" + id + "/test", "");
    assertThat(tested.body()).contains("\"state\":\"sent\"", "\"kind\":\"test\"");
    assertThat(receiver.got("/hooks/planted-path")).hasSize(1);
    String changed =
        "{\"name\":\"new\",\"cause\":\"disk-full\",\"channel\":\"webhook\",\"threshold\":99,"
            + "\"enabled\":false}";
    assertThat(ask("PUT /api/alerts/" + id, changed).body())
        .contains("\"enabled\":false", "\"signed\":true", "\"cause\":\"disk-full\"");
    for (String seen :
        List.of(
            ask("GET /api/alerts", null).body(),
            ask("GET /api/alerts/" + id, null).body(),
            ask("GET /api/alerts/history", null).body(),
            ask("GET /api/audit", null).body(),
            berth.bean(JdbcTemplate.class).queryForList("select * from alert_rule").toString())) {
      assertThat(seen).doesNotContain("planted");
    }
    assertThat(ask("GET /api/audit", null).body())
        .contains("alert.create", "alert.test", "alert.update");
    assertThat(ask("DELETE /api/alerts/" + id, null).status()).isEqualTo(204);
    assertThat(ask("GET /api/alerts/" + id, null).status()).isEqualTo(404);
    assertThat(ask("POST /api/alerts", "{\"name\":\"x\",\"cause\":\"nothing\"}").body())
        .contains("choose one of ended-badly");
  }

  private static RawHttp.Answer ask(String head, @Nullable String body) throws Exception {
    return RawHttp.request(berth.socket(), head, body);
  }
}
