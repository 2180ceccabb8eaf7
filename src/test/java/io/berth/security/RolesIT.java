package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.security.Tokens.NewToken;
import io.berth.security.Tokens.Scope;
import io.berth.testing.DashboardClient;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each role tries each route of a whole engine, by every door. */
class RolesIT {

  private static final String REFUSED = "needs the role";

  private static final Map<Role, String> PASSWORDS = new EnumMap<>(Role.class);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RunningBerth berth;
  private static String base;
  private static List<Route> routes;

  @BeforeAll
  static void start() {
    berth = RunningBerth.start();
    base = "http://localhost:" + berth.port();
    for (Role role : Role.values()) {
      PASSWORDS.put(role, berth.bean(Users.class).create(role.word(), role));
    }
    routes = Route.of(berth);
  }

  @AfterAll
  static void stop() {
    if (berth != null) {
      berth.close();
    }
  }

  @Test
  void everyRouteIsClassified() {
    assertThat(routes)
        .extracting(Route::toString)
        .contains("POST /containers/create", "GET /ws/containers/*/exec", "GET /api/users");
    assertThat(routes)
        .filteredOn(route -> RouteRules.of(route.method(), route.path()).isEmpty())
        .as("routes without a rule in RouteRules")
        .isEmpty();
  }

  @Test
  void viewersChangeNothingButTheirOwn() {
    assertThat(routes)
        .filteredOn(route -> !route.method().equals("GET") && !route.pattern().equals("/error"))
        .filteredOn(route -> needed(route) == Role.VIEWER)
        .extracting(Route::toString)
        .containsOnly(
            "POST /api/tokens",
            "DELETE /api/tokens/{id}",
            "POST /containers/{ref}/wait",
            "POST /dashboard/account/openid",
            "POST /dashboard/account/password",
            "POST /dashboard/account/second-factor/begin",
            "POST /dashboard/account/second-factor/codes-kept",
            "POST /dashboard/account/second-factor/confirm",
            "POST /dashboard/account/second-factor/disable",
            "POST /dashboard/account/tokens",
            "POST /dashboard/account/tokens/{id}/revoke");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void tokens(Role role) throws Exception {
    String token = berth.bean(Tokens.class).create(role.word(), "all").secret();
    assertThat(wrong(role, "Bearer " + token)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void passwords(Role role) throws Exception {
    String pair = role.word() + ":" + PASSWORDS.get(role);
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    assertThat(wrong(role, "Basic " + encoded)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"READ,VIEWER", "OPERATE,OPERATOR", "ALL,ADMINISTRATOR"})
  void scopesOfAnAdministratorsToken(Scope scope, Role role) throws Exception {
    var asked = new NewToken("scoped", scope, null);
    String token = berth.bean(Tokens.class).create("administrator", asked).secret();
    assertThat(wrong(role, "Bearer " + token)).isEmpty();
  }

  /** Answers that are other than the rules say. */
  private static List<String> wrong(Role role, String authorization) throws Exception {
    var wrong = new ArrayList<String>();
    for (Route route : routes) {
      if (!route.isPage()) {
        check(role, route, send(route.method(), route.path(), authorization), wrong);
      }
      // a password is hashed slowly each time
      if (route.isDocker() && authorization.startsWith("Bearer")) {
        check(role, route, send(route.method(), "/v1.41" + route.path(), authorization), wrong);
      }
    }
    return wrong;
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void sessions(Role role) throws Exception {
    var browser = DashboardClient.login(base, role.word(), PASSWORDS.get(role));
    var wrong = new ArrayList<String>();
    for (Route route : routes) {
      if (route.isPage()) {
        check(role, route, browser.request(route.method(), route.path()), wrong);
      } else {
        int status = browser.request(route.method(), route.path()).statusCode();
        if (status != 401) {
          wrong.add(route + " takes a session: " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(
      Role role, Route route, HttpResponse<String> answer, List<String> wrong) {
    Role needed = needed(route);
    boolean allowed = needed == null || role.includes(needed);
    boolean refused = answer.statusCode() == 403 && answer.body().contains(REFUSED);
    if (allowed == refused || answer.statusCode() == 401) {
      wrong.add(
          "%s of %s needs %s: %d %s"
              .formatted(route, role, needed, answer.statusCode(), answer.body()));
    }
  }

  /** Null for everybody. */
  private static @Nullable Role needed(Route route) {
    var rule = RouteRules.of(route.method(), route.path());
    return rule.isPresent() ? rule.get().role() : Role.ADMINISTRATOR;
  }

  @Test
  void refusalsHaveTheShapeOfTheirDoor() throws Exception {
    String token = "Bearer " + berth.bean(Tokens.class).create("viewer", "shape").secret();
    var docker = send("POST", "/v1.41/containers/x/start", token);
    assertThat(docker.body())
        .isEqualTo(
            "{\"message\":\"not allowed: POST /containers/{ref}/start needs the role operator, and"
                + " this token gives the role viewer\"}");
    var problem = send("GET", "/api/users", token);
    assertThat(problem.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(problem.body()).contains("\"status\":403", "GET /api/users/**", "administrator");
    var browser = DashboardClient.login(base, "viewer", PASSWORDS.get(Role.VIEWER));
    var page = browser.request("GET", "/dashboard/users");
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("<h1>Not allowed</h1>", "and yours is viewer");
  }

  @Test
  void noSpellingOfAPathGoesRoundTheRules() throws Exception {
    String token = "Bearer " + berth.bean(Tokens.class).create("viewer", "spelling").secret();
    for (String path :
        List.of(
            "/containers/x/start/",
            "//containers/x/start",
            "/v1.41//containers/x/start",
            "/containers/x/%73tart",
            "/containers/x/json/../start",
            "/containers/x/json%2f..%2fstart",
            "/containers/x;/start",
            "/v1.24/v1.24/containers/x/start",
            "/Containers/x/start",
            "/api/../containers/x/start",
            "/containers/x/unknown")) {
      assertThat(send("POST", path, token).statusCode()).as(path).isBetween(400, 403);
    }
  }

  private static HttpResponse<String> send(String method, String path, String authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path + "?until=1"))
            .method(method, BodyPublishers.noBody())
            .header("Authorization", authorization);
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
