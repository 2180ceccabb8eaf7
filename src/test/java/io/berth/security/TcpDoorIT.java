package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.BerthApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What a stranger, a wrong key and the right key get at the TCP port of a whole engine. */
class TcpDoorIT {

  @TempDir static Path folder;

  private static ConfigurableApplicationContext engine;
  private static String base;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    engine =
        SpringApplication.run(
            BerthApplication.class,
            "--berth.root=" + folder.resolve("root"),
            "--berth.socket=" + folder.resolve("berth.sock"),
            "--berth.port=0");
    engine.getBean(Users.class).create("admin", Role.ADMINISTRATOR);
    base = "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.server.port");
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @Test
  void noRouteLetsAStrangerIn() throws Exception {
    var routes = new TreeSet<String>();
    engine
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(route ->
            route
                .getPatternValues()
                .forEach(path -> {
                  var methods = route.getMethodsCondition().getMethods();
                  String concrete = concrete(path);
                  if (methods.isEmpty()) {
                    routes.add("GET " + concrete);
                  }
                  methods.forEach(method -> routes.add(method + " " + concrete));
                }));
    routes.add("GET /ws/containers/x/logs");
    routes.add("GET /ws/containers/x/exec");
    routes.add("GET /no/such/path");
    routes.add("GET /v1.41/dashboard");
    routes.add("GET /assets/../containers/json");
    routes.remove("GET /login");
    assertThat(routes).hasSizeGreaterThan(10);
    for (String route : routes) {
      String method = route.substring(0, route.indexOf(' '));
      var answer = send(method, route.substring(route.indexOf(' ') + 1), null);
      boolean sentToLogin =
          answer.statusCode() == 302
              && answer.headers().firstValue("Location").orElse("").endsWith("/login");
      assertThat(sentToLogin || answer.statusCode() >= 400 && answer.statusCode() < 500)
          .as("%s answered %d", route, answer.statusCode())
          .isTrue();
      assertThat(answer.statusCode()).as(route).isNotEqualTo(404);
    }
  }

  @Test
  void theRefusalSaysWhatToSend() throws Exception {
    var answer = send("GET", "/v1.41/containers/json", null);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body())
        .startsWith("{\"message\":\"authentication required")
        .contains("Bearer");
  }

  @Test
  void passwordsAndTokensOpenTheApiUntilTheyEnd() throws Exception {
    String basic =
        "Basic " + base64("admin:" + engine.getBean(Accounts.class).resetPassword("admin"));
    assertThat(send("GET", "/_ping", basic).statusCode()).isEqualTo(200);
    var tokens = engine.getBean(Tokens.class);
    var issued = tokens.create("admin", "test");
    String bearer = "Bearer " + issued.secret();
    assertThat(send("GET", "/_ping", bearer).statusCode()).isEqualTo(200);
    tokens.revoke("admin", issued.token().id());
    assertThat(send("GET", "/_ping", bearer).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/_ping", "Basic " + base64("admin:wrong")).statusCode()).isEqualTo(401);
  }

  @Test
  void guessingIsThrottled() throws Exception {
    String wrong = "Basic " + base64("nobody:guess");
    String body = "";
    for (int i = 0; i < 7; i++) {
      body = send("GET", "/_ping", wrong).body();
    }
    assertThat(body).contains("too many failed logins");
  }

  @Test
  void theUnixSocketNeedsNoLoginAndNoHeaderPretendsToBeIt() throws Exception {
    assertThat(overUnixSocket("GET /_ping HTTP/1.1")).startsWith("HTTP/1.1 200");
    var forged =
        HttpRequest.newBuilder(URI.create(base + "/_ping"))
            .header(Transport.UNIX_SOCKET, "true")
            .build();
    assertThat(client.send(forged, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void pagesCarryAStrictContentPolicy() throws Exception {
    var headers = send("GET", "/login", null).headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  private HttpResponse<String> send(
      String method, String path, @org.jspecify.annotations.Nullable String authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path)).method(method, BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (path.startsWith("/ws/")) {
      request.header("Origin", base);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String overUnixSocket(String requestLine) throws IOException {
    try (var channel =
        java.nio.channels.SocketChannel.open(
            java.net.UnixDomainSocketAddress.of(folder.resolve("berth.sock")))) {
      var bytes =
          (requestLine + "\r\nHost: docker\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      channel.write(java.nio.ByteBuffer.wrap(bytes));
      return new String(
          java.nio.channels.Channels.newInputStream(channel).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  /** Variables and wildcards become a name that nothing has. */
  private static String concrete(String pattern) {
    return pattern.replaceAll("\\{[^}]*}|\\*+", "x");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
