package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.security.Tokens.NewToken;
import io.berth.security.Tokens.Scope;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator gets of the host, and how fast rights end, on a whole engine. */
class OperatorIT {

  private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir static Path shared;

  private static RunningBerth berth;
  private static String base;
  private static String operator;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start("--berth.security.operator-paths=" + shared);
    base = "http://localhost:" + berth.port();
    berth.docker().feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);
    berth.bean(Users.class).create("olga", Role.OPERATOR);
    operator = token("olga", Scope.ALL);
    berth.docker().ok("volume", "create", "powerful");
    berth
        .docker()
        .ok(
            "run",
            "-d",
            "--privileged",
            "--name",
            "strong",
            "-v",
            "powerful:/data",
            "-v",
            "/etc:/host:ro",
            "first:1",
            "sleep",
            "600");
    berth.docker().ok("create", "--name", "bound", "-v", "/etc:/host:ro", "first:1", "true");
    berth.docker().ok("run", "-d", "--name", "plain", "first:1", "sleep", "600");
  }

  @AfterAll
  static void stop() {
    if (berth != null) {
      try {
        berth.docker().run("rm", "-f", "-v", "strong", "bound", "plain");
      } finally {
        berth.close();
      }
    }
  }

  private static String token(String user, Scope scope) {
    return berth.bean(Tokens.class).create(user, new NewToken("t", scope, null)).secret();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Privileged':true | privileged mode",
        "'Binds':['/:/host'] | a bind mount of /",
        "'Binds':['SHARED/below:/data'] | a bind mount of",
        "'Binds':['SHARED/../..:/data'] | a bind mount of",
        "'Binds':['SHARED:/data:rshared'] | mount propagation rshared",
        "'Mounts':[{'Type':'bind','Source':'/etc','Target':'/host'}] | a bind mount of /etc",
        "'Mounts':[{'Type':'volume','Source':'v','Target':'/v','VolumeOptions':{'DriverConfig':{'Name':'local','Options':{'type':'none','o':'bind','device':'/'}}}}] | volume driver options",
        "'VolumesFrom':['bound'] | a bind mount of /etc",
        "'Binds':['powerful:/data'] | volume powerful, which container strong uses",
        "'NetworkMode':'host' | the host's network",
        "'NetworkMode':'container:strong' | the network of strong",
        "'PidMode':'host' | process namespace host",
        "'PidMode':'container:strong' | the process namespace of strong",
        "'IpcMode':'host' | IPC namespace host",
        "'UTSMode':'host' | UTS namespace host",
        "'UsernsMode':'host' | user namespace host",
        "'CgroupnsMode':'host' | cgroup namespace host",
        "'CapAdd':['sys_admin'] | added capabilities CAP_SYS_ADMIN",
        "'CapAdd':['ALL'] | added capabilities",
        "'Devices':[{'PathOnHost':'/dev/kmsg','PathInContainer':'/dev/kmsg','CgroupPermissions':'r'}] | host devices",
        "'DeviceCgroupRules':['c 1:3 rwm'] | device cgroup rules",
        "'DeviceRequests':[{'Count':1}] | device requests",
        "'SecurityOpt':['seccomp=unconfined'] | security option seccomp=unconfined",
        "'SecurityOpt':['seccomp:unconfined'] | security option seccomp:unconfined",
        "'SecurityOpt':['apparmor=unconfined'] | security option apparmor=unconfined",
        "'SecurityOpt':['no-new-privileges=false'] | security option no-new-privileges=false",
        "'MaskedPaths':[] | unmasked system paths",
        "'ReadonlyPaths':[] | writable system paths",
        "'Sysctls':{'net.ipv4.ip_forward':'1'} | sysctls net.ipv4.ip_forward",
        "'CgroupParent':'/' | a parent cgroup"
      })
  void powerOverTheHostIsRefused(String asked, String rule) throws Exception {
    String host = asked.replace("SHARED", shared.toString());
    var answer = create(operator, host);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("not allowed: " + rule, "needs the role administrator");
    assertThat(create(token("admin", Scope.OPERATE), host).statusCode()).isEqualTo(403);
    String doubled = "'Privileged':false,'Privileged':true";
    assertThat(create(operator, doubled).statusCode()).isGreaterThanOrEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Memory':67108864",
        "'Binds':['SHARED:/data:ro','own:/own']",
        "'CapAdd':['NET_RAW'],'CapDrop':['ALL']",
        "'SecurityOpt':['no-new-privileges']",
        "'MaskedPaths':null,'ReadonlyPaths':null,'NetworkMode':'bridge','IpcMode':'private'",
        "'PortBindings':{'80/tcp':[{'HostPort':''}]},'RestartPolicy':{'Name':'always'}"
      })
  void ordinaryContainersAreMade(String asked) throws Exception {
    var answer = create(operator, asked.replace("SHARED", shared.toString()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String id = id(answer);
    assertThat(send(operator, "POST", "/containers/" + id + "/start", "").statusCode())
        .isEqualTo(204);
    assertThat(send(operator, "DELETE", "/containers/" + id + "?force=1", "").statusCode())
        .isEqualTo(204);
    berth.docker().run("volume", "rm", "own");
  }

  @Test
  void administratorsMayAll() throws Exception {
    var answer = create(token("admin", Scope.ALL), "'Privileged':true,'Binds':['/:/host']");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String id = id(answer);
    var start = send(operator, "POST", "/containers/" + id + "/start", "");
    assertThat(start.statusCode()).isEqualTo(403);
    assertThat(start.body()).contains("with privileged mode needs the role administrator");
    berth.docker().ok("rm", id);
  }

  @Test
  void powerfulContainersAreNotForOperators() throws Exception {
    for (String deed : List.of("restart", "attach?stream=1&stdin=1", "update", "exec")) {
      var answer =
          send(operator, "POST", "/containers/strong/" + deed, "{\"Cmd\":[\"id\"],\"Memory\":0}");
      assertThat(answer.statusCode()).as(deed + answer.body()).isEqualTo(403);
      assertThat(answer.body()).contains("container strong with privileged mode");
    }
    String admin = token("admin", Scope.ALL);
    var exec = send(admin, "POST", "/containers/strong/exec", "{\"Cmd\":[\"id\"]}");
    var start = send(operator, "POST", "/exec/" + id(exec) + "/start", "{\"Detach\":true}");
    assertThat(start.statusCode()).isEqualTo(403);
    var privileged =
        send(operator, "POST", "/containers/plain/exec", "{\"Cmd\":[\"id\"],\"Privileged\":true}");
    assertThat(privileged.body()).contains("a privileged exec needs the role administrator");
    var volume = send(operator, "POST", "/volumes/create", "{\"DriverOpts\":{\"o\":\"bind\"}}");
    assertThat(volume.statusCode()).isEqualTo(403);
    String password = berth.bean(Accounts.class).resetPassword("olga");
    var browser = DashboardClient.login(base, "olga", password);
    browser.open("/ws/containers/strong/exec").expect("needs the role administrator");
    browser.open("/ws/containers/plain/exec").type("echo $((6*7))-here\n").expect("42-here");
    var terminal = DashboardClient.login(base, "admin", adminPassword());
    terminal.open("/ws/containers/strong/exec").type("echo $((6*7))-here\n").expect("42-here");
  }

  private static String adminPassword() {
    return berth.bean(Accounts.class).resetPassword("admin");
  }

  @Test
  void viewersSeeNoSecrets() throws Exception {
    berth
        .docker()
        .ok(
            "create",
            "--name",
            "secretive",
            "-e",
            "DB_PASSWORD=hunter2",
            "-e",
            "MODE=fast",
            "-e",
            "DB=postgres://u:hunter2@db/x",
            "-l",
            "api-token=hunter2",
            "first:1",
            "true");
    String password = berth.bean(Users.class).create("vic", Role.VIEWER);
    String viewer = token("vic", Scope.ALL);
    for (String path :
        List.of(
            "/containers/secretive/json", "/containers/json?all=1", "/events?since=1&until=9")) {
      assertThat(send(viewer, "GET", path, "").body()).as(path).doesNotContain("hunter2");
    }
    assertThat(send(viewer, "GET", "/containers/secretive/json", "").body())
        .contains("DB_PASSWORD=********", "MODE=fast", "\"api-token\":\"********\"");
    assertThat(send(operator, "GET", "/containers/secretive/json", "").body())
        .contains("DB_PASSWORD=hunter2");
    var page = DashboardClient.login(base, "vic", password);
    assertThat(page.request("GET", "/dashboard/containers/secretive").body())
        .contains("<h1>secretive</h1>")
        .doesNotContain("hunter2", ">Start</button>");
    berth.docker().ok("rm", "secretive");
    berth.bean(Users.class).remove("vic");
  }

  @Test
  void aDisabledUsersSessionsAndStreamsEnd() throws Exception {
    var users = berth.bean(Users.class);
    String password = users.create("dora", Role.OPERATOR);
    String token = token("dora", Scope.ALL);
    var browser = DashboardClient.login(base, "dora", password);
    var terminal = browser.open("/ws/containers/plain/exec");
    terminal.type("echo $((6*7))-here\n").expect("42-here");
    var follow = stream(token, "/containers/plain/logs?stdout=1&follow=1");
    var events = stream(token, "/events");
    users.enable("dora", false);
    Instant begin = Instant.now();
    terminal.expect("your access has ended");
    terminal.awaitEnd();
    assertThat(follow.get(SOON.toSeconds(), TimeUnit.SECONDS)).contains("your access has ended");
    events.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(SOON);
    assertThat(browser.request("GET", "/dashboard").statusCode()).isEqualTo(302);
    assertThat(send(token, "GET", "/_ping", "").statusCode()).isEqualTo(401);
    users.enable("dora", true);
    assertThat(browser.request("GET", "/dashboard").statusCode()).isEqualTo(302);
    assertThat(send(token, "GET", "/_ping", "").statusCode()).isEqualTo(200);
    users.remove("dora");
    assertThat(send(token, "GET", "/_ping", "").statusCode()).isEqualTo(401);
  }

  @Test
  void aDemotedUserIsLoggedOutAndTheTokenGivesLess() throws Exception {
    var users = berth.bean(Users.class);
    String password = users.create("emil", Role.OPERATOR);
    String token = token("emil", Scope.OPERATE);
    var browser = DashboardClient.login(base, "emil", password);
    var attach = stream(token, "POST", "/containers/plain/attach?stream=1&stdout=1&stdin=1");
    users.changeRole("emil", Role.VIEWER);
    attach.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(browser.request("GET", "/dashboard").statusCode()).isEqualTo(302);
    assertThat(send(token, "GET", "/containers/json", "").statusCode()).isEqualTo(200);
    assertThat(send(token, "POST", "/containers/plain/stop", "").statusCode()).isEqualTo(403);
    users.remove("emil");
  }

  @Test
  void tokensExpireAndMakeNoOthers() throws Exception {
    var tokens = berth.bean(Tokens.class);
    var expiry = Instant.now().plusSeconds(3);
    String brief = tokens.create("olga", new NewToken("brief", Scope.READ, expiry)).secret();
    assertThat(send(brief, "GET", "/_ping", "").statusCode()).isEqualTo(200);
    var events = stream(brief, "/events");
    events.get(3 + SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(Instant.now()).isAfterOrEqualTo(expiry);
    assertThat(send(brief, "GET", "/_ping", "").statusCode()).isEqualTo(401);
    var another = send(operator, "POST", "/api/tokens", "{\"name\":\"x\"}");
    assertThat(another.statusCode()).isEqualTo(403);
    assertThat(another.body()).contains("a token makes no tokens");
  }

  private static HttpResponse<String> create(String token, String host)
      throws IOException, InterruptedException {
    String body = "{'Image':'first:1','Cmd':['sleep','60'],'HostConfig':{%s}}".formatted(host);
    return send(token, "POST", "/v1.41/containers/create", body.replace('\'', '"'));
  }

  private static String id(HttpResponse<String> answer) {
    var found = ID.matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }

  private static HttpResponse<String> send(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(request(token, method, path, body), BodyHandlers.ofString());
  }

  private static CompletableFuture<String> stream(String token, String path) throws Exception {
    return stream(token, "GET", path);
  }

  /** What the stream has said when it ends; it has begun. */
  private static CompletableFuture<String> stream(String token, String method, String path)
      throws Exception {
    var answer = CLIENT.send(request(token, method, path, ""), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    var said = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(() -> {
          try (var in = answer.body()) {
            said.complete(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
          } catch (IOException e) {
            said.complete(e.toString());
          }
        });
    return said;
  }

  private static HttpRequest request(String token, String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .method(method, BodyPublishers.ofString(body))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .build();
  }
}
