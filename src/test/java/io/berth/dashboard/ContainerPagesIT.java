package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages of containers without a browser: what they say, and how fast. */
class ContainerPagesIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern HTML = Pattern.compile("&(amp|lt|gt|quot|#39);");

  private static BerthService berth;
  private static Docker docker;
  private static DashboardClient person;

  @BeforeAll
  static void start() throws Exception {
    berth = BerthService.start();
    docker = new Docker(berth.host());
    docker.feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);
    person = DashboardClient.login(berth.dashboard(), "admin", berth.password());
  }

  @AfterAll
  static void stop() throws IOException {
    berth.close();
  }

  private static String create(String name, String config) throws IOException {
    var socket = Path.of(berth.host().substring("unix://".length()));
    var answer = RawHttp.request(socket, "POST /containers/create?name=" + name, config);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return JSON.readTree(answer.body()).path("Id").asString();
  }

  private static String plain() {
    return "{\"Image\":\"first:1\",\"Cmd\":[\"sleep\",\"1000\"]}";
  }

  private static String unescaped(String html) {
    return HTML.matcher(html)
        .replaceAll(entity ->
            switch (entity.group(1)) {
              case "amp" -> "&";
              case "lt" -> "<";
              case "gt" -> ">";
              case "quot" -> "\"";
              default -> "'";
            });
  }

  @Test
  void aListOfFiveHundredOpensInUnderASecond() throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      ids.add(create("many-" + i, plain()));
    }
    String path = "/dashboard/containers?q=many-&sort=name&order=asc";
    person.page(path);
    var times = new ArrayList<Duration>();
    for (int i = 0; i < 5; i++) {
      long begin = System.nanoTime();
      HttpResponse<String> page = person.page(path);
      times.add(Duration.ofNanos(System.nanoTime() - begin));
      assertThat(page.body()).contains("many-0", "many-499");
      assertThat(page.body().split("name=\"id\"", -1)).hasSize(501);
    }
    System.out.println("500 containers: " + times);
    assertThat(times.stream().sorted().toList().get(2)).isLessThan(Duration.ofSeconds(1));

    var form = new ArrayList<String>(List.of("count", "500"));
    ids.forEach(id -> form.addAll(List.of("id", id)));
    var answer =
        person.submit("/dashboard/containers/selected/remove", form.toArray(String[]::new));
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(person.page("/dashboard/containers").body())
        .contains("500 of 500 containers removed");
    assertThat(docker.ok("ps", "-aq", "--filter", "name=many-")).isBlank();
  }

  @Test
  void eachOfManyHasAResultOfItsOwn() throws Exception {
    String one = create("bulk-one", plain());
    String two = create("bulk-two", "{\"Image\":\"first:1\",\"Cmd\":[\"no-such-program\"]}");
    person.submit(
        "/dashboard/containers/selected", "action", "start", "id", one, "id", two, "q", "bulk");
    String page = person.page("/dashboard/containers?q=bulk").body();
    assertThat(page).contains("1 of 2 containers started", "no-such-program");
    assertThat(docker.ok("inspect", "-f", "{{.State.Status}}", one).strip()).isEqualTo("running");
    var refused =
        person.submit("/dashboard/containers/selected/remove", "count", "7", "id", one, "id", two);
    assertThat(refused.body()).contains("type 2, the number of containers");
    assertThat(docker.ok("ps", "-aq", "--no-trunc")).contains(one, two);
    docker.ok("rm", "-f", one, two);
  }

  @Test
  void aRemovalSaysWhatGoes() throws Exception {
    docker.ok("volume", "create", "kept-data");
    String id =
        docker
            .ok("run", "-d", "-v", "/scratch", "-v", "kept-data:/kept", "first:1", "sleep", "1000")
            .strip();
    docker.ok("exec", id, "sh", "-c", "head -c 3000000 /dev/zero > /three");
    String page = person.page("/dashboard/containers/" + id + "/remove").body();
    String changes = "/dashboard/containers/" + id + "/changes";
    assertThat(person.page(changes + "?q=THR&kind=added").body()).contains("1</span> of", "/three");
    assertThat(person.page(changes + "?kind=deleted").body())
        .contains("No change matches this filter")
        .doesNotContain("/three");
    assertThat(page).contains("/scratch", "volume kept-data", "3.0 MB", "kill them first");
    var refused = person.submit("/dashboard/containers/" + id + "/remove", "volumes", "true");
    assertThat(refused.headers().firstValue("Location").orElse("")).endsWith("/remove");
    assertThat(person.page("/dashboard/containers/" + id + "/remove").body())
        .contains("You cannot remove a running container");
    person.submit("/dashboard/containers/" + id + "/remove", "volumes", "true", "force", "true");
    assertThat(docker.ok("ps", "-aq", "--no-trunc")).doesNotContain(id);
    assertThat(docker.ok("volume", "ls", "-q").strip()).isEqualTo("kept-data");
  }

  @Test
  void inspectShowsWhatTheDockerApiSays() throws Exception {
    String id = create("inspected", plain());
    String page = person.page("/dashboard/containers/" + id + "/inspect").body();
    int begin = page.indexOf('>', page.indexOf("id=\"json\"")) + 1;
    JsonNode shown = JSON.readTree(unescaped(page.substring(begin, page.indexOf("</pre>", begin))));
    JsonNode api = JSON.readTree(docker.ok("inspect", id)).get(0);
    assertThat(shown).isEqualTo(api);
    docker.ok("rm", id);
  }

  /** Or a page that is drawn anew at each event would be drawn without end. */
  @Test
  void lookingAtProcessesIsNoEvent() throws Exception {
    String id = docker.ok("run", "-d", "first:1", "sleep", "1000");
    String address = "/dashboard/containers/" + id;
    assertThat(person.page(address + "/processes").body()).contains("sleep 1000");
    assertThat(person.page(address + "/events").body()).contains(">start<").doesNotContain(">top<");
    docker.ok("top", id);
    assertThat(person.page(address + "/events").body()).contains(">top<");
    docker.ok("rm", "-f", id);
  }

  @Test
  void hostileTextStaysText() throws Exception {
    String markup = "<img src=x onerror=alert(1)>";
    String id =
        create(
            "hostile",
            JSON.writeValueAsString(
                java.util.Map.of(
                    "Image",
                    "first:1",
                    "Cmd",
                    List.of("sh", "-c", "echo > '/" + markup + "'; sleep 1000", markup),
                    "Env",
                    List.of("X=" + markup),
                    "Labels",
                    java.util.Map.of(markup, markup))));
    docker.ok("start", id);
    for (String tab : List.of("", "/changes", "/processes", "/inspect", "/events", "/remove")) {
      assertThat(person.page("/dashboard/containers/" + id + tab).body())
          .as(tab)
          .doesNotContain("<img src=x");
    }
    String search = "?q=%3Cimg%20src%3Dx&label=%3Cimg%20src%3Dx";
    assertThat(person.page("/dashboard/containers" + search).body()).doesNotContain("<img src=x");
    docker.ok("rm", "-f", id);
  }

  @Test
  void theFormShowsTheEnginesRefusalsBesideTheFields() throws Exception {
    var refused =
        person.submit(
            "/dashboard/containers/new",
            "then",
            "create",
            "image",
            "first:1",
            "hostname",
            "-bad-",
            "memory",
            "1m",
            "ports",
            "8080:99999",
            "volumes",
            "data:relative",
            "capAdd",
            "FLY",
            "env",
            "A=kept");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(problem(refused.body(), "hostname")).contains("invalid hostname format: -bad-");
    assertThat(problem(refused.body(), "memory")).contains("Minimum memory limit allowed is 6MB");
    assertThat(problem(refused.body(), "ports")).contains("invalid port specification");
    assertThat(problem(refused.body(), "volumes")).contains("mount path must be absolute");
    assertThat(problem(refused.body(), "capAdd")).contains("unknown capability");
    assertThat(problem(refused.body(), "env")).isEmpty();
    assertThat(refused.body()).contains("A=kept", "docker run -d");
  }

  private static String problem(String page, String field) {
    int begin = page.indexOf('>', page.indexOf("id=\"p-" + field + "\"")) + 1;
    return unescaped(page.substring(begin, page.indexOf("</p>", begin)));
  }

  @Test
  void anImageThatIsNotHereIsToldAtItsField() throws Exception {
    var refused =
        person.submit(
            "/dashboard/containers/new", "then", "start", "image", "nothing:here", "pull", "never");
    assertThat(problem(refused.body(), "image")).contains("No such image", "Pull it first");
  }

  @Test
  void aContainerThatCannotStartIsMadeAndSaysWhy() throws Exception {
    var answer =
        person.submit(
            "/dashboard/containers/new",
            "then",
            "start",
            "image",
            "first:1",
            "name",
            "made",
            "command",
            "no-such-program");
    String address = answer.headers().firstValue("Location").orElse("");
    assertThat(person.page(java.net.URI.create(address).getPath()).body())
        .contains("could not be started", "no-such-program");
    docker.ok("rm", "made");
  }
}
