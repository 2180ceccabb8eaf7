package io.berth.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import io.berth.keyring.Keyring.NewLogin;
import io.berth.keyring.Keyring.Scope;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import io.berth.team.Teams;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Kept logins at a registry that wants one, used by commands that bring none. */
class KeyringIT {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String PATH = "/api/registry-logins";

  private static TestRegistry locked;
  private static RunningBerth berth;
  private static String olga;
  private static String oto;
  private static String zoe;

  @BeforeAll
  static void start() throws Exception {
    locked = TestRegistry.locked();
    berth = RunningBerth.start();
    var users = berth.bean(Users.class);
    var teams = berth.bean(Teams.class);
    for (String name : new String[] {"olga", "oto", "zoe"}) {
      users.create(name, Role.OPERATOR);
    }
    teams.create("zebras");
    teams.addMember("zebras", "zoe");
    olga = berth.bean(Tokens.class).create("olga", "all").secret();
    oto = berth.bean(Tokens.class).create("oto", "all").secret();
    zoe = berth.bean(Tokens.class).create("zoe", "all").secret();
    berth.docker().feed(BusyboxRoot.tar(), "import", "-", locked.image("kept/box:1")).ok();
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
    locked.close();
  }

  @AfterEach
  void forgetAll() {
    berth.bean(JdbcTemplate.class).update("delete from registry_login");
  }

  private static HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + berth.port() + path))
            .method(method, BodyPublishers.ofString(body))
            .headers("Authorization", "Bearer " + token, "Content-Type", "application/json")
            .build(),
        BodyHandlers.ofString());
  }

  private static String login(String password, String more) {
    return "{\"registry\":\"%s\",\"username\":\"%s\",\"secret\":\"%s\"%s}"
        .formatted(locked.address(), TestRegistry.USER, password, more);
  }

  private static HttpResponse<String> keep(String token, String more) throws Exception {
    return send(token, "POST", PATH, login(TestRegistry.PASSWORD, more));
  }

  private static String id(HttpResponse<String> kept) {
    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
    return kept.body().strip().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
  }

  private static Docker.Result pull(String token) {
    return Docker.as(token, berth.port()).run("pull", locked.image("tut/busybox:1"));
  }

  @Test
  void ownLoginsAreForTheirKeeperAlone() throws Exception {
    assertThat(pull(olga).exits(1).err()).contains("no basic auth credentials");
    var kept = keep(olga, "");
    String id = id(kept);
    assertThat(kept.body())
        .contains("\"scope\":\"own\"", "\"owner\":\"olga\"")
        .doesNotContain(TestRegistry.PASSWORD);
    pull(olga).ok();
    assertThat(send(olga, "GET", PATH, "").body())
        .contains(locked.address(), TestRegistry.USER)
        .doesNotContain(TestRegistry.PASSWORD);
    assertThat(send(oto, "GET", PATH, "").body()).isEqualToIgnoringNewLines("[]");
    assertThat(pull(oto).exits(1).err()).contains("no basic auth credentials");
    assertThat(send(oto, "DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(404);
    assertThat(send(olga, "DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(204);
    pull(olga).exits(1);
    assertThat(RawHttp.request(berth.socket(), "GET /api/audit", null).body())
        .contains("registry-login.create", "registry-login.remove")
        .doesNotContain(TestRegistry.PASSWORD);
  }

  @Test
  void aTeamsLoginIsForItsMembers() throws Exception {
    assertThat(keep(olga, ",\"scope\":\"team\",\"team\":\"zebras\"").statusCode()).isEqualTo(403);
    id(keep(zoe, ",\"scope\":\"team\",\"team\":\"zebras\""));
    pull(zoe).ok();
    pull(olga).exits(1);
    assertThat(send(olga, "GET", PATH, "").body()).isEqualToIgnoringNewLines("[]");
    berth.bean(Teams.class).addMember("zebras", "oto");
    pull(oto).ok();
    berth.bean(Teams.class).removeMember("zebras", "oto");
  }

  @Test
  void everybodysLoginIsTheAdministratorsToKeep() throws Exception {
    assertThat(keep(olga, ",\"scope\":\"everybody\"").statusCode()).isEqualTo(403);
    var kept =
        RawHttp.request(
            berth.socket(),
            "POST " + PATH,
            login(TestRegistry.PASSWORD, ",\"scope\":\"everybody\""));
    assertThat(kept.status()).as(kept.body()).isEqualTo(201);
    pull(olga).ok();
    berth.docker().ok("push", locked.image("kept/box:1"));
    String id =
        send(olga, "GET", PATH, "").body().strip().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    assertThat(send(olga, "DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(404);
  }

  @Test
  void aLoginIsTriedAndTheLatestCounts() throws Exception {
    var wrong = send(olga, "POST", PATH, login("guessed", ""));
    assertThat(wrong.statusCode()).isEqualTo(503);
    assertThat(wrong.body()).contains("401").doesNotContain("guessed");
    assertThat(send(olga, "GET", PATH, "").body()).isEqualToIgnoringNewLines("[]");
    id(keep(olga, ""));
    id(keep(olga, ""));
    assertThat(send(olga, "GET", PATH, "").body().split("\"id\"")).hasSize(2);
    assertThat(
            send(olga, "POST", PATH, "{\"registry\":\"a b\",\"username\":\"x\",\"secret\":\"y\"}")
                .body())
        .contains("no registry's address");
    assertThat(send(olga, "POST", PATH, "{\"registry\":\"x.example\"}").statusCode())
        .isEqualTo(400);
    assertThat(keep(olga, ",\"scope\":\"nobody\"").statusCode()).isEqualTo(400);
  }

  @Test
  void secretsAreSealedAndSurviveARestart() throws Exception {
    id(keep(olga, ""));
    assertThat(
            berth
                .bean(JdbcTemplate.class)
                .queryForObject("select secret from registry_login", String.class))
        .doesNotContain(TestRegistry.PASSWORD);
    berth.restart();
    pull(olga).ok();
  }

  @Test
  void theSocketHasNoLoginOfItsOwn() {
    assertThatThrownBy(() ->
            berth
                .bean(Keyring.class)
                .keep(new NewLogin(locked.address(), "x", "y", Scope.OWN, null)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("for a team or for everybody");
  }
}
