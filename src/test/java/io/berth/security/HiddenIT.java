package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.team.Teams;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every route that takes a container, a volume, an image or what belongs to one is asked about
 * another team's thing, by every door, and has to answer as for one that is not there.
 */
class HiddenIT {

  private static final Pattern CSRF = Pattern.compile("(name=\"_csrf\" value=)\"[^\"]*\"");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** What some route needs before it looks for anything. */
  private static final String PARAMETERS =
      "?until=1&stdout=1&signal=0&h=9&w=9&repo=mine&tag=1&to=mine&team=&heir=&verb=stop&stream=0"
          + "&name=mine&container=mine&kind=variable&secret=X&typed=TYPED&then=show&path=/";

  private static final String BODY =
      "{\"Container\":\"mine\",\"container\":\"mine\",\"Cmd\":[\"true\"],\"Detach\":true,\"team\":\"\",\"kind\":\"variable\",\"name\":\"X\"}";

  private static final String SETTINGS = "{\"Cmd\":[\"true\"]}";

  private static RunningBerth berth;
  private static String base;
  private static String token;
  private static DashboardClient browser;

  /** By the first segments of a route: what of the other team it could be about. */
  private static final Map<String, List<String>> HIDDEN = new LinkedHashMap<>();

  private static final Map<String, String> MISSING =
      Map.of(
          "containers", "f".repeat(64),
          "exec", "e".repeat(64),
          "volumes", "nosuchvolume",
          "networks", "nosuchnetwork",
          "images", "sha256:" + "d".repeat(64),
          "bin", "nosuchitem",
          "jobs", "nosuchjob",
          "teams", "nosuchteam");

  private static String container;
  private static String exec;
  private static String image;
  private static List<String> secrets;

  @BeforeAll
  static void start() throws Exception {
    berth = RunningBerth.start();
    base = "http://localhost:" + berth.port();
    String password = berth.bean(Users.class).create("ann", Role.OPERATOR);
    berth.bean(Users.class).create("ben", Role.OPERATOR);
    var teams = berth.bean(Teams.class);
    for (var member : Map.of("team-of-ann", "ann", "zebras", "ben").entrySet()) {
      teams.create(member.getKey());
      teams.addMember(member.getKey(), member.getValue());
    }
    token = berth.bean(Tokens.class).create("ann", "all").secret();
    browser = DashboardClient.login(base, "ann", password);
    String others = berth.bean(Tokens.class).create("ben", "all").secret();
    var ben = Docker.as(others, berth.port());
    ben.feed(BusyboxRoot.tar(), "import", "-", "zebra-image:1").exits(0);
    image = ben.ok("image", "inspect", "-f", "{{.Id}}", "zebra-image:1");
    ben.ok("volume", "create", "zebra-volume");
    String network = ben.ok("network", "create", "zebra-network");
    container =
        ben.ok(
            "run",
            "-d",
            "--name",
            "zebra-box",
            "-v",
            "zebra-volume:/data",
            "-e",
            "X=1",
            "zebra-image:1",
            "sleep",
            "600");
    exec = id(send("POST", "/containers/zebra-box/exec", others, "{\"Cmd\":[\"true\"]}"), "Id");
    String gone = ben.ok("create", "--name", "zebra-gone", "zebra-image:1", "true");
    String item = id(send("DELETE", "/api/containers/" + gone, others, ""), "id");
    ben.ok("volume", "create", "zebra-gone-volume");
    String binned = id(send("DELETE", "/api/volumes/zebra-gone-volume", others, ""), "id");
    ben.ok("create", "--name", "zebra-old", "zebra-image:1", "true");
    String recreate = "{\"Hostname\":\"new\"}";
    String job = id(send("POST", "/api/containers/zebra-old/recreate", others, recreate), "id");
    await().until(() -> send("GET", "/api/jobs/" + job, others, "").body().contains("\"DONE\""));
    HIDDEN.put("containers", List.of("zebra-box", container, container.substring(0, 12)));
    HIDDEN.put("exec", List.of(exec));
    HIDDEN.put("volumes", List.of("zebra-volume"));
    HIDDEN.put("networks", List.of("zebra-network", network, network.substring(0, 12)));
    HIDDEN.put(
        "images", List.of("zebra-image:1", image, image.substring(7), image.substring(7, 19)));
    HIDDEN.put("bin", List.of(item, binned));
    HIDDEN.put("jobs", List.of(job));
    HIDDEN.put("teams", List.of("zebras"));
    secrets =
        List.of(
            "zebra",
            network.substring(0, 12),
            container.substring(0, 12),
            gone.substring(0, 12),
            exec,
            job,
            image);
  }

  @AfterAll
  static void stop() {
    if (berth != null) {
      try {
        berth.docker().run("rm", "-f", "-v", "zebra-box", "zebra-old");
        berth.docker().run("network", "rm", "zebra-network");
      } finally {
        berth.close();
      }
    }
  }

  private static String id(HttpResponse<String> answer, String field) {
    var found = Pattern.compile("\"" + field + "\":\"([^\"]+)\"").matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }

  /** What a route is about, or empty. */
  private static String about(Route route) {
    String[] parts = route.pattern().substring(1).split("/");
    int at = Set.of("dashboard", "api", "find", "ws").contains(parts[0]) ? 1 : 0;
    if (at < parts.length && parts[at].equals("find")) {
      at++;
    }
    boolean takesOne =
        at + 1 < parts.length && (parts[at + 1].startsWith("{") || parts[at + 1].equals("*"));
    return takesOne && HIDDEN.containsKey(parts[at]) ? parts[at] : "";
  }

  /** With the reference in the place of the first part that varies. */
  private static String path(Route route, String ref) {
    String encoded = URLEncoder.encode(ref, StandardCharsets.UTF_8).replace("+", "%20");
    String first = route.pattern().replaceFirst("\\{[^}]*}|\\*", encoded.replace("$", "\\$"));
    return first
        .replaceAll("\\{exec}", exec)
        .replaceAll("\\{(layer|number)}", "1")
        .replaceAll("\\{verb[^}]*}", "stop")
        .replaceAll("\\{user}", "ann");
  }

  private static HttpResponse<String> ask(Route route, String prefix, String ref) throws Exception {
    String path = prefix + path(route, ref) + PARAMETERS.replace("TYPED", ref.replace(":", "%3A"));
    String body = route.pattern().contains("/recreate") ? SETTINGS : BODY;
    return route.isPage()
        ? browser.request(route.method(), path)
        : send(route.method(), path, token, body);
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    return send(method, path, token, BODY);
  }

  private static HttpResponse<String> send(String method, String path, String who, String body)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + who)
            .build(),
        BodyHandlers.ofString());
  }

  /** Status, place and words of an answer, wherever it names what was asked for. */
  private static String shape(HttpResponse<String> answer, String ref) {
    String words =
        answer.statusCode()
            + " "
            + answer.headers().firstValue("Location").orElse("")
            + "\n"
            + CSRF.matcher(answer.body()).replaceAll("$1");
    String encoded = URLEncoder.encode(ref, StandardCharsets.UTF_8);
    return words.replace(ref, "REF").replace(encoded, "REF").replaceAll("REF(:latest)?", "REF");
  }

  @Test
  void everyRouteAnswersAsForNothing() throws Exception {
    var told = new ArrayList<String>();
    int asked = 0;
    int found = 0;
    String ben = token("ben");
    for (Route route : Route.of(berth)) {
      String kind = about(route);
      if (kind.isEmpty()) {
        continue;
      }
      var prefixes = route.isDocker() ? List.of("", "/v1.41") : List.of("");
      for (String prefix : prefixes) {
        String missing = MISSING.get(kind);
        String expected = shape(ask(route, prefix, missing), missing);
        if (route.method().equals("GET") && !route.isPage()) {
          String own = HIDDEN.get(kind).getFirst();
          var answer = send("GET", prefix + path(route, own) + PARAMETERS, ben, "");
          found += answer.statusCode() == 200 ? 1 : 0;
        }
        for (String ref : HIDDEN.get(kind)) {
          String answer = shape(ask(route, prefix, ref), ref);
          asked++;
          if (!answer.equals(expected)) {
            told.add(prefix + route + " of " + ref + ": " + answer + "\nfor nothing: " + expected);
          }
        }
      }
    }
    assertThat(told).isEmpty();
    assertThat(asked).isGreaterThan(250);
    assertThat(found).as("routes by which its owner sees something").isGreaterThan(30);
    assertThat(berth.docker().ok("ps", "-q", "--no-trunc")).isEqualTo(container);
    assertThat(berth.docker().ok("inspect", "-f", "{{.Name}}", container)).isEqualTo("/zebra-box");
    assertThat(berth.docker().ok("volume", "ls", "-q")).contains("zebra-volume");
    assertThat(berth.docker().ok("network", "ls", "--format", "{{.Name}}"))
        .contains("zebra-network");
    assertThat(berth.docker().ok("images", "-q", "--no-trunc")).isEqualTo(image);
  }

  @Test
  void noListAndNoPageNamesIt() throws Exception {
    var told = new ArrayList<String>();
    for (Route route : Route.of(berth)) {
      boolean whole = !route.pattern().contains("{") && !route.pattern().contains("*");
      if (route.method().equals("GET") && whole) {
        String all = route.pattern() + "?all=1&since=1&until=" + now() + "&stream=0&size=1";
        var answer = route.isPage() ? browser.request("GET", all) : send("GET", all);
        secrets.stream()
            .filter(secret -> answer.body().contains(secret))
            .forEach(secret -> told.add(route + " tells of " + secret));
      }
    }
    for (String path :
        List.of(
            "/api/images/compare?a=zebra-image:1&b=zebra-image:1",
            "/images/get?names=zebra-image:1")) {
      assertThat(send("GET", path).body()).as(path).contains("No such image: zebra-image:1");
    }
    assertThat(told).isEmpty();
    String benSees =
        send("GET", "/events?since=1&until=" + now(), token("ben"), "").body()
            + send("GET", "/api/jobs", token("ben"), "").body();
    assertThat(benSees).contains("zebra-box", "zebra-volume", "zebra-old");
  }

  private static long now() {
    return System.currentTimeMillis() / 1000 + 1;
  }

  private static String token(String user) {
    return berth.bean(Tokens.class).create(user, "again").secret();
  }

  @Test
  void noSocketOpensIt() throws Exception {
    for (String ref : HIDDEN.get("containers")) {
      for (String socket : List.of("logs", "exec", "exec?exec=main", "exec?exec=" + exec)) {
        browser.open("/ws/containers/" + ref + "/" + socket).expect("No such container: " + ref);
      }
    }
  }

  @Test
  void itsNameIsTakenAndNothingElseIsSaid() throws Exception {
    var ann = Docker.as(token, berth.port());
    ann.feed(BusyboxRoot.tar(), "import", "-", "anns:1").exits(0);
    var taken = ann.run("create", "--name", "zebra-box", "anns:1", "true");
    assertThat(taken.err())
        .contains("Conflict. The container name \"/zebra-box\" is already in use")
        .doesNotContain(container.substring(0, 12));
    assertThat(ann.run("volume", "create", "zebra-volume").err()).contains("must be unique");
    assertThat(ann.run("network", "create", "zebra-network").err()).contains("already exists");
    assertThat(ann.run("create", "--network", "zebra-network", "anns:1", "true").err())
        .contains("network zebra-network not found");
    assertThat(ann.run("create", "-v", "zebra-volume:/data", "anns:1", "true").err())
        .contains("not allowed: mounting volume zebra-volume needs a member of the team");
    assertThat(ann.run("create", "--volumes-from", "zebra-box", "anns:1", "true").err())
        .contains("No such container: zebra-box");
    assertThat(ann.run("tag", "anns:1", "zebra-image:1").err()).contains("of another team");
    assertThat(ann.run("ps", "-a", "--filter", "since=zebra-box").err())
        .contains("No such container: zebra-box");
    assertThat(ann.ok("ps", "-a", "--filter", "ancestor=zebra-image:1", "-q")).isEmpty();
    ann.ok("rmi", "anns:1");
  }
}
