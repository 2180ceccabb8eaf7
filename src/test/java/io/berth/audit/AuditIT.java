package io.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.BerthApplication;
import io.berth.audit.Audit.Format;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import java.io.ByteArrayOutputStream;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every change through every door of a whole engine is written down, and stays as it is. */
class AuditIT {

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  @TempDir static Path folder;

  private static ConfigurableApplicationContext engine;
  private static Audit audit;
  private static Docker docker;
  private static String base;
  private static String password;
  private static String token;

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @BeforeAll
  static void start() throws Exception {
    engine =
        SpringApplication.run(
            BerthApplication.class,
            "--berth.root=" + folder.resolve("root"),
            "--berth.socket=" + socket(),
            "--berth.port=0",
            "--berth.stop-containers=true");
    base = "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.server.port");
    audit = engine.getBean(Audit.class);
    password = engine.getBean(Users.class).create("admin", Role.ADMINISTRATOR);
    token = engine.getBean(Tokens.class).create("admin", "test").secret();
    docker = new Docker("unix://" + socket());
    docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
  }

  @AfterAll
  static void stop() {
    for (String id : docker.run("ps", "-aq").out().lines().toList()) {
      docker.run("rm", "-f", id);
    }
    engine.close();
  }

  private static Path socket() {
    return folder.resolve("berth.sock");
  }

  private static long newest() {
    return audit.list(AuditQuery.ALL, 1).stream().mapToLong(AuditEntry::id).findFirst().orElse(0);
  }

  /** The oldest first. */
  private static List<AuditEntry> since(long id) {
    return audit.list(AuditQuery.ALL, 10_000).stream()
        .filter(entry -> entry.id() > id)
        .toList()
        .reversed();
  }

  private static AuditEntry last(String action) {
    return audit.list(AuditQuery.of(Map.of("action", action)), 1).getFirst();
  }

  @Test
  void theDockerCommandsChangesAreWrittenWithTheHostsUser() {
    long before = newest();
    String id = docker.ok("run", "-d", "--name", "one", "box:1", "sleep", "1000");
    docker.ok("exec", "one", "id");
    docker.ok("stop", "-t", "0", "one");
    docker.ok("rm", "one");
    var entries = since(before);
    assertThat(entries)
        .extracting(AuditEntry::action)
        .containsExactly(
            "container.create",
            "container.start",
            "exec.start",
            "container.stop",
            "container.remove");
    assertThat(entries)
        .allSatisfy(entry -> {
          assertThat(entry.user()).isEqualTo("host user root");
          assertThat(entry.door()).isEqualTo("unix socket");
          assertThat(entry.objectType()).isEqualTo("container");
          assertThat(entry.objectId()).isEqualTo(id);
          assertThat(entry.objectName()).isEqualTo("one");
          assertThat(entry.isOk()).isTrue();
        });
    assertThat(entries.get(0).parameters()).contains("name=one", "image=box:1");
    assertThat(entries.get(2).parameters()).contains("program=id");
    assertThat(entries.get(3).parameters()).contains("t=0");
    assertThat(entries.get(2).status()).isEqualTo(101);
  }

  @Test
  void aRefusalIsWrittenBeforeItsAnswerIsRead() throws Exception {
    for (int i = 0; i < 20; i++) {
      long before = newest();
      assertThat(post("/v1.41/containers/nobody-" + i + "/stop", "Bearer " + token).statusCode())
          .isEqualTo(404);
      var entry = since(before).getFirst();
      assertThat(entry.action()).isEqualTo("container.stop");
      assertThat(entry.user()).isEqualTo("admin");
      assertThat(entry.door()).isEqualTo("docker api");
      assertThat(entry.address()).isEqualTo("127.0.0.1");
      assertThat(entry.status()).isEqualTo(404);
      assertThat(entry.error()).isEqualTo("No such container: nobody-" + i);
    }
  }

  @Test
  void nothingIsWrittenForReadsAndForTheEnginesOwnWarmUp() throws Exception {
    long before = newest();
    docker.ok("ps", "-a");
    docker.ok("images");
    docker.ok("create", "--name", "waited", "box:1", "sh");
    docker.run("start", "-a", "waited");
    docker.ok("wait", "waited");
    assertThat(get("/api/audit", "Bearer " + token).statusCode()).isEqualTo(200);
    assertThat(since(before))
        .extracting(AuditEntry::action)
        .containsExactly("container.create", "container.attach", "container.start");
    assertThat(audit.list(AuditQuery.of(Map.of("object", "-")), 1000))
        .noneMatch(entry -> entry.objectName().equals("-"));
  }

  @Test
  void nobodyPassesForTheEngineItself() throws Exception {
    long before = newest();
    RawHttp.request(
        socket(),
        "POST /containers/x/stop HTTP/1.1\r\n" + OwnRequests.HEADER + ": guess\r\nX: x",
        null);
    assertThat(since(before)).extracting(AuditEntry::objectName).containsExactly("x");
  }

  @Test
  void noSpellingOfAPathGoesAround() throws Exception {
    docker.ok("run", "-d", "--name", "spelled", "box:1", "sleep", "1000");
    long before = newest();
    for (String path :
        List.of(
            "/v1.24/containers/spelled/pause",
            "/containers/spelled/unpause",
            "//containers/spelled/pause",
            "/v1.41//containers/spelled/pause",
            "/containers/./spelled/pause",
            "/containers/%73pelled/pause",
            "/v1.41/v1.41/containers/spelled/pause",
            "/dashboard/../containers/spelled/pause")) {
      long seen = newest();
      var answer = RawHttp.request(socket(), "POST " + path, null);
      boolean changed = answer.status() < 300;
      assertThat(since(seen)).as(path).hasSizeGreaterThanOrEqualTo(changed ? 1 : 0);
    }
    assertThat(since(before))
        .filteredOn(AuditEntry::isOk)
        .extracting(AuditEntry::action)
        .containsExactly("container.pause", "container.unpause", "container.pause");
  }

  @Test
  void theBrowsersWayInAndOutIsWritten() throws Exception {
    long before = newest();
    logIn("admin", "wrong password");
    logIn("my-secret-passphrase", "admin");
    logIn("admin", password);
    submit("/dashboard/account", "/dashboard/account/tokens", "name=from+a+form");
    submit(
        "/dashboard/account",
        "/dashboard/account/password",
        "current=planted-wrong&replacement=planted-new-password");
    submit("/dashboard/account", "/logout", "");
    var entries = since(before);
    assertThat(entries)
        .extracting(AuditEntry::action)
        .containsExactly(
            "login.failed", "login.failed", "login", "token.create", "password.change", "logout");
    assertThat(entries).extracting(AuditEntry::door).containsOnly("browser");
    assertThat(entries)
        .extracting(AuditEntry::user)
        .containsExactly("admin", "unknown user", "admin", "admin", "admin", "admin");
    assertThat(entries.get(0).isOk()).isFalse();
    assertThat(entries.get(3).parameters()).isEqualTo("name=from a form");
    assertThat(entries.get(4).error()).contains("the current password is wrong");
    assertThat(entries.get(5).isOk()).isTrue();
  }

  @Test
  void aFormThatCouldNotDoItsWorkIsAFailure() throws Exception {
    String id = docker.ok("create", "--name", "formed", "box:1", "nosuch");
    logIn("admin", password);
    long before = newest();
    submit("/dashboard", "/dashboard/containers/" + id + "/start", "");
    var entry = since(before).getFirst();
    assertThat(entry.action()).isEqualTo("container.start");
    assertThat(entry.objectName()).isEqualTo("formed");
    assertThat(entry.user()).isEqualTo("admin");
    assertThat(entry.status()).isEqualTo(302);
    assertThat(entry.error()).contains("could not start formed", "nosuch");
  }

  @Test
  void aFormWithoutItsTokenIsWrittenAsRefused() throws Exception {
    logIn("admin", password);
    long before = newest();
    assertThat(post("/dashboard/containers/x/stop", null).statusCode()).isEqualTo(403);
    assertThat(since(before))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.status()).isEqualTo(403);
          assertThat(entry.user()).isEqualTo("admin");
        });
  }

  @Test
  void programsThatMayNotComeInAreWrittenAndStrangersWithoutAKeyAreNot() throws Exception {
    long before = newest();
    get("/_ping", "Basic " + base64("admin:guess"));
    get("/_ping", "Bearer berth_guess");
    post("/containers/x/stop", null);
    assertThat(since(before))
        .extracting(entry -> entry.action() + " " + entry.error())
        .containsExactly(
            "login.failed wrong user name or password", "login.failed unknown or revoked token");
  }

  @Test
  void aTerminalIsWrittenWhenItOpens() throws Exception {
    String id = docker.ok("run", "-d", "--name", "shelled", "box:1", "sleep", "1000");
    var person = DashboardClient.login(base, "admin", password);
    var terminal = person.open("/ws/containers/" + id + "/exec?rows=30&columns=100");
    terminal.expect("[#$] ");
    var entry = last("terminal.open");
    assertThat(entry.objectName()).isEqualTo("shelled");
    assertThat(entry.user()).isEqualTo("admin");
    assertThat(entry.door()).isEqualTo("websocket");
    terminal.type("exit\n").awaitEnd();
    long before = newest();
    person.open("/ws/containers/" + id + "/logs");
    assertThat(since(before)).isEmpty();
  }

  @Test
  void tokensByTheApiAreNamed() throws Exception {
    String key = "Basic " + base64("admin:" + password); // a token makes no tokens
    var made =
        http.send(
            HttpRequest.newBuilder(URI.create(base + "/api/tokens"))
                .header("Authorization", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"robot\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(made.statusCode()).isEqualTo(201);
    var entry = last("token.create");
    assertThat(entry.objectName()).isEqualTo("robot");
    assertThat(entry.door()).isEqualTo("api");
    assertThat(made.body()).contains(entry.objectId());
    send("DELETE", "/api/tokens/" + entry.objectId(), key);
    assertThat(last("token.revoke").objectName()).isEqualTo(entry.objectId());
  }

  @Test
  void aPullThatFailsOnItsWayIsAFailure() {
    docker.run("pull", "127.0.0.1:1/nowhere:1");
    var entry = last("image.pull");
    assertThat(entry.parameters()).contains("fromImage=127.0.0.1:1/nowhere");
    assertThat(entry.isOk()).isFalse();
  }

  @Test
  void noSecretIsWritten() throws Exception {
    docker.run("run", "--rm", "-e", "KEY=planted-env", "box:1", "echo", "planted-argument");
    docker.ok("run", "-d", "--name", "holder", "-e", "KEY=planted-env", "box:1", "sleep", "1000");
    docker.ok("exec", "-e", "KEY=planted-exec", "holder", "sh", "-c", "echo planted-script");
    RawHttp.request(socket(), "POST /containers/create", "{\"Env\":[\"=planted-bad-env\"]}");
    RawHttp.request(socket(), "POST /containers/create", "{planted-json");
    RawHttp.request(
        socket(),
        "POST /images/create?fromImage=127.0.0.1:1/x&tag=1 HTTP/1.1\r\nX-Registry-Auth: "
            + base64("{\"username\":\"u\",\"password\":\"planted-auth\"}")
            + "\r\nX: x",
        null);
    RawHttp.request(
        socket(), "POST /images/create?fromSrc=-&changes=ENV%20A=planted-change&repo=x", "{}");
    get("/_ping", "Bearer berth_planted-token");
    var everything = new ByteArrayOutputStream();
    audit.export(AuditQuery.ALL, Format.JSON_LINES, everything);
    assertThat(everything.toString(StandardCharsets.UTF_8))
        .contains("container.create", "exec.start", "image.pull", "image.import")
        .doesNotContain("planted", password, token);
  }

  @Test
  void everyRouteThatChangesIsWrittenAndNoneTouchesWhatIsWritten() throws Exception {
    var routes = new TreeSet<String>();
    engine
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(route ->
            route
                .getPatternValues()
                .forEach(path -> routes.add(path.replaceAll("\\{[^}]*}|\\*+", "x"))));
    routes.add("/dashboard/audit/1");
    routes.add("/api/audit/1");
    assertThat(routes).contains("/dashboard/audit", "/api/audit/export").hasSizeGreaterThan(40);
    int calls = 0;
    for (String path : routes) {
      for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
        List<AuditEntry> before = audit.list(AuditQuery.ALL, 10_000);
        RawHttp.request(socket(), method + " " + path, "{}");
        List<AuditEntry> after = audit.list(AuditQuery.ALL, 10_000);
        boolean changes = Act.of(method, path).changes(method);
        assertThat(after).as(method + " " + path).hasSize(before.size() + (changes ? 1 : 0));
        assertThat(after.subList(after.size() - before.size(), after.size())).isEqualTo(before);
        calls++;
      }
    }
    assertThat(calls).isGreaterThan(160);
  }

  @Test
  void entriesAreFoundByEachFilterAndGoOnlyByAge() {
    var store = engine.getBean(AuditStore.class);
    Instant old = Instant.now().minusSeconds(500L * 24 * 3600);
    store.insert(
        new AuditEntry(
            0,
            old,
            "Zoë",
            "api",
            "10.0.0.9",
            "volume.remove",
            "volume",
            "v-1",
            "100%_real",
            "force=1",
            409,
            "volume is in use"));
    var found =
        List.of(
            Map.of("user", "zoë"),
            Map.of("action", "volume.rem", "user", "Zo"),
            Map.of("object", "100%_"),
            Map.of("object", "v-1"),
            Map.of("result", "failed", "text", "IN USE"),
            Map.of("to", old.plusSeconds(1).toString()),
            Map.of("text", "10.0.0.9"));
    for (var filter : found) {
      assertThat(audit.list(AuditQuery.of(filter), 10))
          .as(filter.toString())
          .extracting(AuditEntry::objectName)
          .containsExactly("100%_real");
    }
    assertThat(audit.list(AuditQuery.of(Map.of("object", "100x_")), 10)).isEmpty();
    assertThat(audit.list(AuditQuery.of(Map.of("result", "ok", "user", "zoë")), 10)).isEmpty();
    int before = audit.list(AuditQuery.ALL, 10_000).size();
    var engineAfterItsStart = new AuditService(store, new AuditProperties(Duration.ofDays(400)));
    engineAfterItsStart.append(
        new AuditEntry(
            0, Instant.now(), "Zoë", "api", "", "volume.create", "volume", "", "", "", 201, ""));
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(audit.list(AuditQuery.of(Map.of("user", "zoë")), 10))
                .extracting(AuditEntry::action)
                .containsExactly("volume.create"));
    assertThat(audit.list(AuditQuery.ALL, 10_000)).hasSize(before);
  }

  @Test
  void exportsHoldAllThatIsFilteredAcrossPieces() throws Exception {
    var store = engine.getBean(AuditStore.class);
    for (int i = 0; i < 2500; i++) {
      store.insert(
          new AuditEntry(
              0, Instant.now(), "bulk", "api", "", "test.many", "", "", "n" + i, "", 200, ""));
    }
    var csv = get("/api/audit/export?format=csv&user=bulk", "Bearer " + token);
    assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(csv.body()).hasLineCount(2501).contains("\"n0\"", "\"n2499\"");
    var lines = get("/api/audit/export?user=bulk&text=n1", "Bearer " + token);
    assertThat(lines.body().lines()).hasSize(1111).allMatch(line -> line.contains("\"n1"));
    var page = get("/api/audit?user=bulk&limit=2", "Bearer " + token).body();
    assertThat(page).contains("\"n2499\"", "\"n2498\"").doesNotContain("\"n2497\"");
    String next = page.replaceAll("(?s).*\"next\":(\\d+).*", "$1");
    assertThat(get("/api/audit?user=bulk&limit=2&before=" + next, "Bearer " + token).body())
        .contains("\"n2497\"");
    engine
        .getBean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update("delete from audit_entry where user_name = 'bulk'");
  }

  @Test
  void writingIsQuick() {
    var service = engine.getBean(AuditService.class);
    var entry =
        new AuditEntry(0, Instant.now(), "quick", "api", "", "test.quick", "", "", "", "", 200, "");
    for (int i = 0; i < 500; i++) {
      service.append(entry);
    }
    long begin = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      service.append(entry);
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin) / 500;
    System.out.println("an entry takes " + micros + " µs");
    assertThat(micros).isLessThan(5000);
  }

  private void logIn(String user, String secret) throws Exception {
    submit(
        "/login",
        "/login",
        "username=" + user + "&password=" + URLEncoder.encode(secret, StandardCharsets.UTF_8));
  }

  private HttpResponse<String> submit(String page, String path, String form) throws Exception {
    var csrf = CSRF.matcher(get(page, null).body());
    assertThat(csrf.find()).as("a form on " + page).isTrue();
    return http.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    form + "&_csrf=" + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8)))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    return send("GET", path, authorization);
  }

  private HttpResponse<String> post(String path, String authorization) throws Exception {
    return send("POST", path, authorization);
  }

  private HttpResponse<String> send(String method, String path, String authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path)).method(method, BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
