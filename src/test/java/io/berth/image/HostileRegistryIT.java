package io.berth.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.berth.oci.Digest;
import io.berth.testing.BerthService;
import io.berth.testing.Docker;
import io.berth.testing.FakeRegistry;
import io.berth.testing.Tars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What registries try, and how each try ends: with a clear error, in bounded time, memory (the
 * service has 256 MB of heap) and disk. Prints a line each.
 */
class HostileRegistryIT {

  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final byte[] SMALL = new Tars().file("x", "x").plain();

  private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>());
  private static FakeRegistry registry;
  private static FakeRegistry other;
  private static BerthService berth;
  private static Docker docker;
  private static long before;

  @BeforeAll
  static void start() throws Exception {
    registry = FakeRegistry.start();
    other = FakeRegistry.start();
    berth = BerthService.withHeap("256m", "--berth.registry.patience=1s");
    docker = Docker.withLogin(berth.host(), registry.address(), "ann", "secret-of-ann");
    before = disk();
  }

  @AfterAll
  static void stop() throws Exception {
    System.out.println("hostile registries:");
    TABLE.stream().sorted().forEach(System.out::println);
    try {
      assertThat(disk() - before).as("bytes left behind").isLessThan(1 << 20);
    } finally {
      berth.close();
      other.close();
      registry.close();
    }
  }

  private static long disk() throws IOException {
    long bytes = 0;
    for (String part : List.of("blobs", "layers")) {
      try (Stream<Path> files = Files.walk(berth.root().resolve(part))) {
        bytes += files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      }
    }
    return bytes;
  }

  /** Pulls, and expects these words within this time. */
  private static void fails(String what, int seconds, String image, String words) {
    long start = System.nanoTime();
    var answer = docker.run("pull", image).exits(1);
    double took = (System.nanoTime() - start) / 1e9;
    String said = answer.err().strip().replace("Error response from daemon: ", "");
    assertThat(said).contains(words);
    assertThat(took).as(what + " took seconds").isLessThan(seconds);
    TABLE.add(
        "  %-44s %5.1f s  %s"
            .formatted(what, took, said.length() > 130 ? said.substring(0, 130) + "…" : said));
  }

  private static HttpHandler endless(int status, String type, String piece) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, 0);
      byte[] bytes = piece.repeat(1000).getBytes(UTF_8);
      while (true) {
        exchange.getResponseBody().write(bytes);
      }
    };
  }

  private static HttpHandler trickle() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1_000_000);
      while (true) {
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        sleep(50);
      }
    };
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpHandler redirect(String to) {
    return exchange -> redirect(exchange, to);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(307, -1);
  }

  private static HttpHandler challenge(String realm) {
    return exchange -> {
      exchange
          .getResponseHeaders()
          .set("WWW-Authenticate", "Bearer realm=\"%s\",service=\"x\"".formatted(realm));
      exchange.sendResponseHeaders(401, -1);
    };
  }

  /** An image of one layer whose blob is served so. */
  private static String withLayer(String repository, HttpHandler layer) {
    byte[] tar = new Tars().file("of", repository).plain();
    String name = registry.image(repository, tar);
    registry.on(FakeRegistry.blob(repository, Digest.sha256(Tars.gzip(tar))), layer);
    return name;
  }

  private static String withManifest(String repository, HttpHandler manifest) {
    registry.on("/v2/" + repository + "/manifests/1", manifest);
    return registry.address() + "/" + repository + ":1";
  }

  @Test
  void bodiesThatDoNotEnd() {
    fails(
        "a layer that does not end",
        20,
        withLayer("endless/layer", endless(200, "application/octet-stream", "endless ")),
        "more than the expected");
    fails(
        "a manifest that does not end",
        20,
        withManifest(
            "endless/manifest",
            endless(200, "application/vnd.oci.image.manifest.v1+json", "{\"a\":")),
        "is larger than 4194304 bytes");
    fails(
        "an error that does not end",
        20,
        withManifest("endless/error", endless(400, "application/json", "[[[[")),
        "received unexpected HTTP status: 400");
    registry.on("/endless-token", endless(200, "application/json", "{\"token\":"));
    fails(
        "a token that does not end",
        20,
        withManifest("endless/token", challenge(registry.url("/endless-token"))),
        "sent no JSON");
  }

  @Test
  void aConfigurationThatIsNotWhatItShouldBe() {
    String name = registry.image("config/endless", SMALL);
    registry.requests().clear();
    docker.run("pull", name);
    String config =
        registry.requests().stream()
            .filter(request -> request.contains("/blobs/"))
            .map(request -> request.substring(4))
            .findFirst()
            .orElseThrow();
    docker.run("rmi", name);
    registry.on(config, endless(200, "application/json", "[[[["));
    fails("a configuration that does not end", 20, name, "is longer than its manifest says");
    registry.manifest("config/deep", "[".repeat(100_000));
    fails(
        "JSON a hundred thousand levels deep",
        20,
        registry.address() + "/config/deep:1",
        "manifest is not JSON");
  }

  @Test
  void wrongLengths() {
    byte[] tar = new Tars().file("of", "short").plain();
    byte[] packed = Tars.gzip(tar);
    String diffId = "\"" + Digest.sha256(tar) + "\"";
    String name =
        registry.image(
            "length/short",
            List.of(FakeRegistry.layer(Digest.sha256(packed), packed.length + 100)),
            List.of(diffId));
    registry.on(
        FakeRegistry.blob("length/short", Digest.sha256(packed)), FakeRegistry.ranged(packed));
    fails("a layer shorter than its manifest says", 30, name, "unexpected EOF");
    String cut =
        withLayer(
            "length/cut",
            exchange -> {
              exchange.sendResponseHeaders(200, 1000);
              exchange.getResponseBody().write(new byte[10]);
            });
    fails("a layer that is cut off again and again", 30, cut, "EOF");
    fails(
        "a layer with other bytes",
        20,
        withLayer(
            "length/other",
            exchange -> {
              byte[] wrong =
                  new byte[Tars.gzip(new Tars().file("of", "length/other").plain()).length];
              FakeRegistry.ranged(wrong).handle(exchange);
            }),
        "verification failed for digest");
    fails(
        "a layer of 100 TB",
        20,
        registry.image(
            "length/huge",
            List.of(FakeRegistry.layer(Digest.parse(DIGEST), 100L << 40)),
            List.of("\"" + DIGEST + "\"")),
        "cannot be unpacked");
    List<String> large = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Digest digest = Digest.sha256(("large" + i).getBytes(UTF_8));
      large.add(FakeRegistry.layer(digest, 127L << 30));
      ids.add("\"" + digest + "\"");
    }
    fails(
        "layers for which the disk has no room",
        20,
        registry.image("length/room", large, ids),
        "no space left on device");
  }

  @Test
  void redirects() {
    registry.on("/loop", redirect("/loop"));
    fails(
        "a redirect to itself",
        20,
        withManifest("redirect/loop", redirect("/loop")),
        "stopped after 5 redirects");
    fails(
        "a redirect to a cloud's metadata",
        20,
        withLayer("redirect/metadata", redirect("http://169.254.169.254/latest/meta-data")),
        "refusing the redirect to \"http://169.254.169.254\"");
    fails(
        "a redirect to a file",
        20,
        withManifest("redirect/file", redirect("file:///etc/shadow")),
        "refusing the redirect");
  }

  @Test
  void credentialsStayWithTheirRegistry() {
    other.on("/stolen", exchange -> FakeRegistry.answer(exchange, 404, "application/json", "{}"));
    String elsewhere = other.url("/stolen").replace("localhost", "127.0.0.1");
    registry.on(
        "/v2/login/manifests/1",
        exchange -> {
          if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(401, -1);
          } else {
            redirect(exchange, elsewhere);
          }
        });
    fails("a redirect elsewhere, after a login", 20, registry.address() + "/login:1", "not found");
    assertThat(registry.authorizations())
        .contains(
            "Basic " + Base64.getEncoder().encodeToString("ann:secret-of-ann".getBytes(UTF_8)));
    other.on("/token", exchange -> FakeRegistry.answer(exchange, 401, "application/json", "{}"));
    fails(
        "a token service on a foreign host",
        20,
        withManifest(
            "login/foreign", challenge(other.url("/token").replace("localhost", "127.0.0.1"))),
        "refused these credentials");
    assertThat(other.requests()).contains("GET /stolen", "GET /token");
    assertThat(other.authorizations()).isEmpty();
    fails(
        "a token service in a cloud's metadata",
        20,
        withManifest("login/metadata", challenge("http://169.254.169.254/token")),
        "refusing the token realm");
    registry.on(
        "/tokens",
        exchange -> FakeRegistry.answer(exchange, 200, "application/json", "{\"token\":\"t\"}"));
    fails(
        "tokens that are never good",
        20,
        withManifest("login/never", challenge(registry.url("/tokens"))),
        "unauthorized");
  }

  @Test
  void foreignLayersAreAskedOfNobodyElse() {
    String name =
        registry.image(
            "foreign",
            List.of(
                """
                {"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                "digest":"%s","size":10,"urls":["%s"]}
                """
                    .formatted(DIGEST, other.url("/foreign"))),
            List.of("\"" + DIGEST + "\""));
    fails("a layer with an address elsewhere", 20, name, "not found");
    assertThat(other.count("/foreign")).isZero();
  }

  @Test
  void manifestsWithoutEnd() {
    String index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
        {"mediaType":"application/vnd.oci.image.index.v1+json","digest":"%s","size":%d,
        "platform":{"os":"linux","architecture":"amd64"}}]}
        """;
    String inner = index.formatted(DIGEST, 10);
    registry.manifest("nested", inner);
    String outer = index.formatted(Digest.sha256(inner.getBytes(UTF_8)), inner.length());
    registry.on(
        "/v2/nested/manifests/1",
        exchange ->
            FakeRegistry.answer(exchange, 200, "application/vnd.oci.image.index.v1+json", outer));
    fails("an index of indexes", 20, registry.address() + "/nested:1", "is an index of indexes");
    fails("an image of 10,000 layers", 20, layers("layers/many", 10_000), "max depth exceeded");
    fails(
        "an image of 100,000 layers",
        20,
        layers("layers/more", 100_000),
        "is larger than 4194304 bytes");
  }

  private static String layers(String repository, int count) {
    return registry.image(
        repository,
        Collections.nCopies(count, FakeRegistry.layer(Digest.parse(DIGEST), 10)),
        Collections.nCopies(count, "\"" + DIGEST + "\""));
  }

  @Test
  void aBombOfZeros() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
      var entry = new TarArchiveEntry("zeros");
      entry.setSize(2L << 30);
      tar.putArchiveEntry(entry);
      for (int i = 0; i < 2 << 10; i++) {
        tar.write(new byte[1 << 20]);
      }
      tar.closeArchiveEntry();
    }
    byte[] bomb = packed.toByteArray();
    String name =
        registry.image(
            "bomb",
            List.of(FakeRegistry.layer(Digest.sha256(bomb), bomb.length)),
            List.of("\"" + DIGEST + "\""));
    registry.on(FakeRegistry.blob("bomb", Digest.sha256(bomb)), FakeRegistry.ranged(bomb));
    fails("a layer that unpacks to 1000 times its size", 120, name, "more than 250 times its size");
  }

  @Test
  void slowAnswers() {
    fails("a layer that trickles", 40, withLayer("slow/layer", trickle()), "comes too slowly");
    fails("a manifest that trickles", 40, withManifest("slow/manifest", trickle()), "too slowly");
    fails(
        "a registry that says nothing",
        40,
        withManifest("slow/silent", exchange -> sleep(60_000)),
        "timed out while waiting for an answer");
  }

  @Test
  void tagsWithoutEnd() {
    registry.on(
        "/v2/tags/tags/list",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set(
                  "Link",
                  "</v2/tags/tags/list?last=%d>; rel=\"next\"".formatted(System.nanoTime()));
          FakeRegistry.answer(exchange, 200, "application/json", "{\"tags\":[]}");
        });
    long start = System.nanoTime();
    docker.run("pull", "--all-tags", registry.address() + "/tags");
    assertThat(registry.count("/v2/tags/tags/list")).isEqualTo(1000);
    TABLE.add(
        "  %-44s %5.1f s  %s"
            .formatted(
                "pages of tags without end", (System.nanoTime() - start) / 1e9, "1000 were read"));
  }
}
