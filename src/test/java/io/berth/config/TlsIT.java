package io.berth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.security.Accounts;
import io.berth.security.Tokens;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import io.berth.testing.SelfSigned;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

/** The TCP port with a certificate that the test has made. */
class TlsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;

  private static RunningBerth berth;
  private static SSLContext trusting;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser =
      HttpClient.newBuilder().sslContext(trusting).cookieHandler(cookies).build();

  @BeforeAll
  static void start() throws Exception {
    SelfSigned.in(folder, "stranger");
    trusting = trust(SelfSigned.in(folder, "berth"));
    berth =
        RunningBerth.start(
            "--berth.tls.certificate=" + folder.resolve("berth.pem"),
            "--berth.tls.private-key=" + folder.resolve("berth-key.pem"),
            "--berth.security.allowed-hosts=team.example");
  }

  @AfterAll
  static void stop() {
    if (berth != null) {
      var docker = berth.docker();
      docker.run("ps", "-aq").out().lines().forEach(id -> docker.run("rm", "-f", id));
      berth.close();
    }
  }

  private static SSLContext trust(Certificate certificate) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("berth", certificate);
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static String base() {
    return "https://localhost:" + berth.port();
  }

  @Test
  void cookiesAndStreamsNeedHttps() throws Exception {
    logIn();
    assertThat(cookies.getCookieStore().getCookies())
        .extracting(HttpCookie::getName)
        .contains("BERTH_SESSION", "BERTH_LOGIN");
    assertThat(cookies.getCookieStore().getCookies())
        .allMatch(HttpCookie::getSecure)
        .allMatch(HttpCookie::isHttpOnly);
    live(base()).abort();
    assertThatThrownBy(() -> live(base().replace("https", "http")))
        .isInstanceOf(CompletionException.class);
    assertThatThrownBy(() -> live("https://evil.example")).isInstanceOf(CompletionException.class);
  }

  private void logIn() throws Exception {
    var page = send(HttpRequest.newBuilder(URI.create(base() + "/login")));
    var csrf = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(page);
    assertThat(csrf.find()).as(page).isTrue();
    String password = berth.bean(Accounts.class).resetPassword("admin");
    String form =
        "username=admin&password=%s&_csrf=%s"
            .formatted(password, URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(URI.create(base() + "/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", base())
            .POST(BodyPublishers.ofString(form));
    var answer = browser.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.headers().firstValue("Location")).hasValue("/dashboard");
  }

  private String send(HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), BodyHandlers.ofString()).body();
  }

  private WebSocket live(String origin) {
    return browser
        .newWebSocketBuilder()
        .header("Origin", origin)
        .buildAsync(
            URI.create("wss://localhost:" + berth.port() + "/ws/live"), new WebSocket.Listener() {})
        .join();
  }

  @Test
  void browsersStayWithHttpsExceptOnLocalhost() throws Exception {
    assertThat(head("team.example")).contains("Strict-Transport-Security: max-age=31536000");
    assertThat(head("localhost")).doesNotContain("Strict-Transport-Security");
  }

  private static String head(String host) throws IOException {
    try (var socket = trusting.getSocketFactory().createSocket("localhost", berth.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /login HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("Secure; HttpOnly");
      return answer.substring(0, answer.indexOf("\r\n\r\n"));
    }
  }

  @Test
  void plainHttpGetsNothing() throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + berth.port() + "/login"));
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("Log in");
  }

  @Test
  void theDockerCommandWorksOverTls() throws Exception {
    berth.docker().feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
    String token = berth.bean(Tokens.class).create("admin", "docker").secret();
    Path config = Files.createDirectories(folder.resolve("docker"));
    Files.writeString(
        config.resolve("config.json"),
        "{\"HttpHeaders\": {\"Authorization\": \"Bearer " + token + "\"}}");
    var docker = new Docker("tcp://localhost:" + berth.port());
    assertThat(docker.ok(with(config, "berth", "version", "-f", "{{.Server.Os}}")))
        .isEqualTo("linux");
    for (String said : List.of("to and fro", "0123456789\n".repeat(100_000))) {
      var run = docker.feed(said, with(config, "berth", "run", "-i", "--rm", "box:1", "cat"));
      assertThat(run.ok().out()).isEqualTo(said);
    }
    assertThat(docker.run(with(config, "stranger", "version")).err()).contains("certificate");
  }

  private static String[] with(Path config, String trusted, String... command) {
    var all = new ArrayList<String>();
    all.addAll(List.of("--config", config.toString(), "--tlsverify", "--tlscacert"));
    all.add(folder.resolve(trusted + ".pem").toString());
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  @Test
  void wrongFilesStopTheStartWithASentence() {
    var environment = new MockEnvironment();
    environment.setProperty("berth.tls.certificate", folder.resolve("berth.pem").toString());
    assertThatThrownBy(() -> Tls.properties(environment))
        .hasMessage("berth.tls.certificate is set alone");
    environment.setProperty("berth.tls.private-key", folder.resolve("none.pem").toString());
    assertThatThrownBy(() -> Tls.properties(environment)).hasMessageContaining("cannot be read");
    environment.setProperty("berth.tls.private-key", folder.resolve("berth.pem").toString());
    assertThatThrownBy(() -> Tls.properties(environment))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("berth.pem, which does not hold what it should");
  }
}
