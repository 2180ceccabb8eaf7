package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.OpenIdProvider;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People of a real OpenID Connect provider at the door. */
class OpenIdIT {

  private static OpenIdProvider provider;
  private static RunningBerth berth;

  @BeforeAll
  static void start() {
    provider = OpenIdProvider.start();
    berth =
        RunningBerth.start(
            Stream.concat(
                    Stream.of(provider.flags()),
                    Stream.of(
                        "--berth.openid.administrators=captains",
                        "--berth.openid.operators=crew",
                        "--berth.openid.viewers=guests"))
                .toArray(String[]::new));
    provider.register("http://127.0.0.1:" + berth.port());
  }

  @AfterAll
  static void stop() {
    try {
      berth.close();
    } finally {
      provider.close();
    }
  }

  /** A browser that follows redirects between the two. */
  private static final class Visitor {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final HttpClient http =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      URI there = URI.create("http://127.0.0.1:" + berth.port()).resolve(path);
      return http.send(
          HttpRequest.newBuilder(there).header("Accept", "text/html").build(),
          BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpResponse<String> page, String path, String... fields)
        throws IOException, InterruptedException {
      var csrf = CSRF.matcher(page.body());
      assertThat(csrf.find()).as(page + page.body()).isTrue();
      var form = new StringBuilder("_csrf=").append(encoded(csrf.group(1)));
      for (int i = 0; i < fields.length; i += 2) {
        form.append('&').append(fields[i]).append('=').append(encoded(fields[i + 1]));
      }
      return http.send(
          HttpRequest.newBuilder(page.uri().resolve(path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form.toString()))
              .build(),
          BodyHandlers.ofString());
    }

    /** Logs in at the provider, and says where that ends. */
    HttpResponse<String> comeAs(String subject) throws IOException, InterruptedException {
      var form = get(SingleSignOn.START);
      assertThat(form.uri().toString()).as(form + form.body()).startsWith(provider.issuer());
      return send(form, "/login", "username", subject, "password", OpenIdProvider.PASSWORD);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  private static String user(String name) throws IOException {
    return RawHttp.request(berth.socket(), "GET /api/users/" + name, null).body();
  }

  @Test
  void thePageOffersTheProvider() throws Exception {
    assertThat(new Visitor().get("/login").body())
        .contains("href=\"/login/with/openid\"", "Log in with <span>Harbour</span>");
  }

  @Test
  void aFirstLoginMakesAnAccountWithTheRoleOfTheGroups() throws Exception {
    provider.add("1001", "Ada@example.test", "guests", "crew");
    var ada = new Visitor();
    var inside = ada.comeAs("1001");
    assertThat(inside.uri().getPath()).isEqualTo("/dashboard");
    assertThat(ada.get("/dashboard/account").body())
        .contains("Account of <span>ada</span>", "Logs you in here");
    assertThat(user("ada")).contains("\"role\":\"operator\"");
    assertThat(RawHttp.request(berth.socket(), "GET /api/audit?user=ada", null).body())
        .contains("\"action\":\"login\"", "\"user\":\"ada\"");
  }

  @Test
  void theRoleFollowsTheGroupsAndTheSubjectStaysThePerson() throws Exception {
    provider.add("1002", "bea", "guests");
    assertThat(new Visitor().comeAs("1002").uri().getPath()).isEqualTo("/dashboard");
    assertThat(user("bea")).contains("\"role\":\"viewer\"");
    provider.add("1002", "beatrice", "captains");
    assertThat(new Visitor().comeAs("1002").uri().getPath()).isEqualTo("/dashboard");
    assertThat(user("bea")).contains("\"role\":\"administrator\"");
    assertThat(user("beatrice")).contains("no such user");
  }

  @Test
  void whoIsInNoGroupStaysOutside() throws Exception {
    provider.add("1003", "carl", "strangers");
    var answer = new Visitor().comeAs("1003");
    assertThat(answer.uri()).hasToString(login("group"));
    assertThat(answer.body()).contains("none of your groups may come in here");
    assertThat(user("carl")).contains("no such user");
    assertThat(RawHttp.request(berth.socket(), "GET /api/audit?action=login.failed", null).body())
        .contains("no group of this person gives a role here");
  }

  @Test
  void aNameIsNobodysBecauseAProviderTellsIt() throws Exception {
    provider.add("1004", "admin", "captains");
    var answer = new Visitor().comeAs("1004");
    assertThat(answer.uri()).hasToString(login("taken"));
    provider.add("1005", "<b>", "crew");
    assertThat(new Visitor().comeAs("1005").uri()).hasToString(login("name"));
  }

  @Test
  void aDisabledAccountIsClosedThisWayToo() throws Exception {
    provider.add("1006", "dora", "crew");
    assertThat(new Visitor().comeAs("1006").uri().getPath()).isEqualTo("/dashboard");
    berth.bean(Users.class).enable("dora", false);
    assertThat(new Visitor().comeAs("1006").uri()).hasToString(login("disabled"));
  }

  @Test
  void anAccountWithAPasswordIsConnectedByWhoIsLoggedIn() throws Exception {
    String password = berth.bean(Users.class).create("eve", Role.OPERATOR);
    provider.add("1007", "eve", "crew");
    var eve = new Visitor();
    assertThat(eve.comeAs("1007").uri()).hasToString(login("taken"));
    eve.send(eve.get("/login"), "/login", "username", "eve", "password", password);
    var account = eve.get("/dashboard/account");
    assertThat(account.body()).contains("Can log you in here");
    var linking = eve.send(account, "/dashboard/account/openid");
    assertThat(linking.body()).contains("and the two are connected");
    assertThat(eve.get(SingleSignOn.START).uri().getPath()).isEqualTo("/dashboard");
    assertThat(new Visitor().comeAs("1007").uri().getPath()).isEqualTo("/dashboard");
    assertThat(user("eve")).contains("\"role\":\"operator\"");
  }

  /** Otherwise a page elsewhere could give its author's provider account the way in. */
  @Test
  void aLoginIsNotConnectedWithoutTheForm() throws Exception {
    String password = berth.bean(Users.class).create("finn", Role.OPERATOR);
    provider.add("1008", "mallory", "guests");
    var finn = new Visitor();
    finn.send(finn.get("/login"), "/login", "username", "finn", "password", password);
    finn.comeAs("1008");
    assertThat(finn.get("/dashboard/account").body()).contains("Account of <span>mallory</span>");
  }

  @Test
  void theProviderAsksForItsOwnSecondFactor() throws Exception {
    provider.add("1009", "gil", "crew");
    var gil = new Visitor();
    gil.comeAs("1009");
    String required = "PUT /api/settings/second-factor-required";
    RawHttp.request(berth.socket(), required, "{\"on\":true}");
    try {
      assertThat(gil.get("/dashboard").uri().getPath()).isEqualTo("/dashboard");
    } finally {
      RawHttp.request(berth.socket(), required, "{\"on\":false}");
    }
  }

  @Test
  void aCallbackThatNobodyAskedForIsRefused() throws Exception {
    var answer = new Visitor().get(SingleSignOn.START + "/callback?code=x&state=y");
    assertThat(answer.uri()).hasToString(login("provider"));
    var cancelled = new Visitor().get(SingleSignOn.START + "/callback?error=access_denied&state=y");
    assertThat(cancelled.uri().getPath()).isEqualTo("/login");
  }

  @Test
  void withoutTheProviderPasswordsGoOn() throws Exception {
    try (var alone =
        RunningBerth.start(
            "--berth.openid.issuer=http://127.0.0.1:9",
            "--berth.openid.client-id=berth",
            "--berth.openid.client-secret=secret")) {
      var page = new Visitor().get("http://127.0.0.1:" + alone.port() + SingleSignOn.START);
      assertThat(page.uri().getQuery()).isEqualTo("failed=provider");
      assertThat(page.body()).contains("The login by <span>OpenID</span> did not work");
    }
  }

  @Test
  void theSecretIsOnNoPage() throws Exception {
    var settings = RawHttp.request(berth.socket(), "GET /api/settings", null).body();
    assertThat(settings).contains("Harbour, " + provider.issuer()).doesNotContain("a secret of");
  }

  private static String login(String failed) {
    return "http://127.0.0.1:" + berth.port() + "/login?failed=" + failed;
  }
}
