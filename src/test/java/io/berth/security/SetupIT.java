package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.DashboardClient;
import io.berth.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** From an engine without users to one whose only administrator has lost everything, and back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SetupIT {

  private static final String PASSWORD = "a long first password";

  @TempDir static Path home;

  private static BerthService berth;
  private static DashboardClient person;
  private static int restarts;

  private record Outcome(int status, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    berth = BerthService.start();
    person = DashboardClient.stranger(berth.dashboard());
  }

  @AfterAll
  static void stop() throws Exception {
    if (berth != null) {
      berth.close();
    }
  }

  private static String send(String token, String name, String password) throws Exception {
    var answer =
        person.submitFrom("/setup", "/setup", "token", token, "name", name, "password", password);
    return answer.statusCode() == 302
        ? answer.headers().firstValue("Location").orElse("")
        : answer.body();
  }

  @Test
  @Order(1)
  void nobodyComesInWithoutTheToken() throws Exception {
    assertThat(person.page("/login").headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("/setup"));
    assertThat(send("", "ada", PASSWORD)).contains("that is not the set-up token");
    assertThat(send("guess", "eve", PASSWORD))
        .contains("that is not the set-up token", "value=\"eve\"")
        .doesNotContain(PASSWORD);
    for (int i = 0; i < 4; i++) {
      send("guess", "eve", PASSWORD);
    }
    assertThat(send(berth.setupToken(), "eve", PASSWORD)).contains("too many wrong tokens");
    assertThat(RawHttp.request(socket(), "GET /api/users", null).body()).startsWith("[]");
  }

  @Test
  @Order(2)
  void aRestartPrintsAnotherToken() throws Exception {
    String old = berth.setupToken();
    berth.restart();
    awaitReadyMessage();
    person = DashboardClient.stranger(berth.dashboard());
    assertThat(berth.setupToken()).isNotEqualTo(old);
    assertThat(send(old, "ada", PASSWORD)).contains("that is not the set-up token");
  }

  @Test
  @Order(3)
  void theTokenMakesOneAdministratorWhoIsLoggedIn() throws Exception {
    String token = berth.setupToken();
    assertThat(send(token, "Ada!", PASSWORD)).contains("a user name has 1 to 64");
    assertThat(send(token, "ada", "short")).contains("a password has at least 12");
    assertThat(send(token, "ada", PASSWORD)).endsWith("/dashboard");
    assertThat(person.page("/dashboard/users").body()).contains(">ada<", "administrator");
    var other = DashboardClient.stranger(berth.dashboard());
    assertThat(other.page("/setup").headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
    var again =
        other.submitFrom("/login", "/setup", "token", token, "name", "eve", "password", PASSWORD);
    assertThat(again.headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
    assertThat(RawHttp.request(socket(), "GET /api/users", null).body()).doesNotContain("eve");
    berth.restart();
    awaitReadyMessage();
    assertThat(berth.log().substring(berth.log().lastIndexOf("Berth is ready")))
        .doesNotContain("set-up token");
    assertThat(person.page("/dashboard/account").body()).contains("Account of");
  }

  @Test
  @Order(4)
  void whatWasTypedIsInNoEntryOfTheAudit() throws Exception {
    String audit = person.page("/dashboard/audit").body();
    assertThat(audit).contains("setup").doesNotContain(PASSWORD);
  }

  @Test
  @Order(5)
  void theHostsCommandLineGivesAWayBackIn() throws Exception {
    var reset = berth("reset-login", "ada", "--socket", socket().toString());
    assertThat(reset.status()).as(reset.err()).isZero();
    var password = Pattern.compile("^  (\\S{20})$", Pattern.MULTILINE).matcher(reset.out());
    assertThat(password.find()).as(reset.out()).isTrue();
    assertThat(person.page("/dashboard/account").statusCode()).as("login ended").isEqualTo(302);
    DashboardClient.login(berth.dashboard(), "ada", password.group(1));
    assertThat(berth.log()).doesNotContain(password.group(1));
    assertThat(RawHttp.request(socket(), "GET /api/audit", null).body())
        .contains("user.login-reset")
        .doesNotContain(password.group(1));
  }

  @Test
  @Order(6)
  void theCommandLineSaysWhatToDoWhenItCannot() throws Exception {
    var unknown = berth("reset-login", "bob", "--socket", socket().toString());
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("no such user: bob; there are ada");
    var hostile = berth("reset-login", "x HTTP/1.1\r\nX: y", "--socket", socket().toString());
    assertThat(hostile.err()).contains("no such user");
    var gone = berth("reset-login", "ada", "--socket", home.resolve("none").toString());
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("no service answers on", "start it with bin/berth");
    assertThat(berth("reset-login").err()).contains("reset-login needs the name of a user");
  }

  /** What the last start says comes after its first answers. */
  private static void awaitReadyMessage() throws Exception {
    restarts++;
    for (int i = 0; i < 100 && berth.log().split("Berth is ready", -1).length < restarts + 2; i++) {
      Thread.sleep(100);
    }
    assertThat(berth.log().split("Berth is ready", -1)).hasSize(restarts + 2);
  }

  private static Path socket() {
    return berth.root().resolveSibling("berth.sock");
  }

  /** The script beside what the tests have built. */
  private static Outcome berth(String... arguments) throws IOException, InterruptedException {
    Path script = home.resolve("bin/berth");
    if (!Files.exists(script)) {
      Path run = Files.createDirectories(home.resolve("target/run/current"));
      Files.createDirectories(script.getParent());
      Files.copy(Path.of("bin/berth"), script);
      Files.createSymbolicLink(
          run.resolve("berth.jar"), Path.of("target/classes").toAbsolutePath());
    }
    var command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(Arrays.asList(arguments));
    var process = new ProcessBuilder(command);
    process.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
    var running = process.start();
    running.getOutputStream().close();
    String out = new String(running.getInputStream().readAllBytes());
    String err = new String(running.getErrorStream().readAllBytes());
    assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Outcome(running.exitValue(), out, err);
  }
}
