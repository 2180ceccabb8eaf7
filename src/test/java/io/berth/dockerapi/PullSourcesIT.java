package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RunningBerth;
import io.berth.testing.Tars;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors, registries with certificates of their own, limits, platforms and pull policies. */
class PullSourcesIT {

  @TempDir static Path folder;
  private static TestRegistry registry;
  private static TestRegistry secure;
  private static TestRegistry unverified;
  private static FakeRegistry fake;
  private static RunningBerth berth;
  private static Docker docker;
  private static Path trusted;

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    secure = TestRegistry.secure(Files.createDirectory(folder.resolve("one")));
    unverified = TestRegistry.secure(Files.createDirectory(folder.resolve("two")));
    fake = FakeRegistry.start();
    trusted = folder.resolve("certs.d");
    berth =
        RunningBerth.start(
            "--berth.registry.mirrors=http://%s,http://%s,http://%s"
                .formatted(
                    "localhost:" + TestRegistry.freePort(), fake.address(), registry.address()),
            "--berth.registry.insecure=" + unverified.address(),
            "--berth.registry.certificates=" + trusted);
    docker = berth.docker();
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
    fake.close();
    unverified.close();
    secure.close();
    registry.close();
  }

  @Test
  void imagesOfDockerHubComeFromItsMirrors() throws Exception {
    docker.feed(BusyboxRoot.tar(), "import", "-", registry.image("library/mirrored:1")).ok();
    String id = docker.ok("inspect", "-f", "{{.Id}}", registry.image("library/mirrored:1"));
    docker.ok("push", registry.image("library/mirrored:1"));
    docker.ok("rmi", registry.image("library/mirrored:1"));
    assertThat(docker.ok("pull", "mirrored:1")).contains("Downloaded newer image for mirrored:1");
    assertThat(docker.ok("inspect", "-f", "{{.Id}}", "mirrored:1")).isEqualTo(id);
    assertThat(docker.ok("inspect", "-f", "{{json .RepoDigests}}", "mirrored:1"))
        .startsWith("[\"mirrored@sha256:");
  }

  @Test
  void aMirrorsWrongBytesAreAsGoodAsNone() throws Exception {
    docker.feed(BusyboxRoot.tar(), "import", "-", registry.image("library/lied-about:1")).ok();
    docker.ok("push", registry.image("library/lied-about:1"));
    docker.ok("rmi", registry.image("library/lied-about:1"));
    String path = "/v2/library/lied-about/";
    String manifest = get("http://" + registry.address() + path + "manifests/1");
    var blobs =
        Pattern.compile("\"digest\":\"(sha256:[0-9a-f]{64})\",\"size\":(\\d+)")
            .matcher(manifest.replaceAll("\\s", ""));
    int lies = 0;
    while (blobs.find()) {
      int size = Integer.parseInt(blobs.group(2));
      // the configuration is as long as it should be, the layer too long
      fake.on(path + "blobs/" + blobs.group(1), FakeRegistry.ranged(new byte[size + lies++]));
    }
    assertThat(lies).isEqualTo(2);
    docker.ok("pull", "-q", "lied-about:1");
    assertThat(docker.ok("run", "--rm", "lied-about:1", "echo", "ran")).isEqualTo("ran");
    assertThat(fake.told()).contains(path + "blobs/");
  }

  private static String get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void aSlowRegistryLeavesOthersTheirTurn() throws Exception {
    byte[][] layers = new byte[4][];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Tars().file("slow-" + i, "x" + i).plain();
    }
    String slow = fake.image("slow", layers);
    var waiting = new CountDownLatch(3);
    var goOn = new CountDownLatch(1);
    for (byte[] layer : layers) {
      byte[] packed = Tars.gzip(layer);
      fake.on(
          FakeRegistry.blob("slow", Digest.sha256(packed)),
          exchange -> {
            waiting.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            FakeRegistry.ranged(packed).handle(exchange);
          });
    }
    try (var pulls = Executors.newSingleThreadExecutor()) {
      var pull = pulls.submit(() -> docker.run("pull", slow));
      try {
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        docker.run("rmi", "-f", registry.image("tut/busybox:2"));
        docker.ok("pull", registry.image("tut/busybox:2"));
        assertThat(pull.isDone()).isFalse();
      } finally {
        goOn.countDown();
      }
      pull.get().ok();
    }
  }

  @Test
  void aCertificateCountsForItsRegistryAlone() throws Exception {
    String name = secure.image("tut/busybox:1");
    assertThat(docker.run("pull", name).exits(1).err())
        .contains("nobody trusted vouches for localhost")
        .contains("as " + secure.address() + "/ca.crt");
    Path wrong = Files.createDirectories(trusted.resolve("localhost:1"));
    Files.copy(folder.resolve("one/registry.pem"), wrong.resolve("ca.crt"));
    docker.run("pull", name).exits(1);
    Path own = Files.createDirectories(trusted.resolve(secure.address()));
    Files.copy(folder.resolve("one/registry.pem"), own.resolve("ca.crt"));
    docker.ok("pull", name);
    docker.ok("tag", name, secure.image("moved/busybox:1"));
    docker.ok("push", secure.image("moved/busybox:1"));
  }

  @Test
  void anInsecureRegistryMayHaveAnyCertificate() {
    docker.ok("pull", unverified.image("tut/busybox:1"));
  }

  @Test
  void aBusyRegistryIsAskedAgainWhenItWantsToBe() {
    String name = fake.image("busy", new Tars().file("x", "x").plain());
    var answers = new AtomicInteger();
    fake.on("/v2/busy/manifests/1", tooMany("1", answers));
    long start = System.nanoTime();
    assertThat(docker.run("pull", name).exits(1).err())
        .contains("toomanyrequests: slow down")
        .contains(fake.address() + " serves no more for now; try again in 1 seconds, or log in");
    assertThat(answers).hasValue(5);
    assertThat(System.nanoTime() - start).isGreaterThan(3_900_000_000L);
  }

  @Test
  void aLongWaitIsToldInsteadOfWaited() {
    fake.image("limited", new Tars().file("x", "x").plain());
    var answers = new AtomicInteger();
    fake.on("/v2/limited/manifests/1", tooMany("21600", answers));
    assertThat(docker.run("pull", fake.address() + "/limited:1").exits(1).err())
        .contains("try again in 6 hours");
    assertThat(answers).hasValue(1);
  }

  private static com.sun.net.httpserver.HttpHandler tooMany(String after, AtomicInteger count) {
    return exchange -> {
      count.incrementAndGet();
      exchange.getResponseHeaders().set("Retry-After", after);
      FakeRegistry.answer(
          exchange,
          429,
          "application/json",
          "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"slow down\"}]}");
    };
  }

  @Test
  void thePlatformIsChosen() {
    String multi = registry.image("tut/busybox:multi");
    docker.ok("pull", multi);
    String own = docker.ok("inspect", "-f", "{{.Architecture}}", multi);
    assertThat(docker.run("pull", "--platform", "linux/mips64le", multi).exits(1).err())
        .contains("no matching manifest for linux/mips64le in the manifest list entries");
    String foreign = own.equals("arm64") ? "amd64" : "arm64";
    docker.ok("pull", "--platform", "linux/" + foreign, multi);
    assertThat(docker.ok("inspect", "-f", "{{.Architecture}}", multi)).isEqualTo(foreign);
    assertThat(
            docker
                .run("create", "--pull=never", "--platform", "linux/" + own, multi)
                .exits(1)
                .err())
        .contains("does not match the specified platform: wanted linux/" + own);
  }

  @Test
  void theCommandsPoliciesAlwaysMissingNever() {
    String name = registry.image("tut/busybox:2");
    docker.run("rmi", "-f", name);
    assertThat(docker.run("create", "--pull=never", name).exits(1).err()).contains("No such image");
    assertThat(docker.run("create", "--pull=missing", name).ok().err())
        .contains("Downloaded newer");
    assertThat(docker.run("create", "--pull=missing", name).ok().err()).isEmpty();
    assertThat(docker.run("create", "--pull=always", name).ok().err())
        .contains("Image is up to date");
    docker.ok("ps", "-aq").lines().forEach(id -> docker.ok("rm", id));
  }
}
