package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.oci.Digest;
import io.berth.testing.BerthService;
import io.berth.testing.CuttingProxy;
import io.berth.testing.Docker;
import io.berth.testing.FakeRegistry;
import io.berth.testing.Tars;
import io.berth.testing.TestRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pulls that are cut off go on where they were, and what many want is fetched once. */
class PullResumeIT {

  private static BerthService berth;
  private static Docker docker;
  private static TestRegistry registry;
  private static FakeRegistry fake;

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    fake = FakeRegistry.start();
    berth = BerthService.start();
    docker = new Docker(berth.host());
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
    fake.close();
    registry.close();
  }

  private static byte[] layer(int seed, int size) {
    byte[] noise = new byte[size];
    new Random(seed).nextBytes(noise);
    return new Tars().file("noise-" + seed, noise, 0644).plain();
  }

  /** From the start, no connection would bring any of the large layers. */
  @Test
  void aNetworkThatCutsEachConnectionIsOutlasted() throws Exception {
    try (var proxy = CuttingProxy.before(registry, 3_000_000)) {
      String name = proxy.address() + "/tut/python:3";
      docker.ok("pull", name);
      assertThat(proxy.cuts()).isGreaterThan(2);
      docker.ok("pull", registry.image("tut/python:3"));
      assertThat(docker.ok("inspect", "-f", "{{.Id}}", name))
          .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", registry.image("tut/python:3")));
    }
  }

  @Test
  void aKilledServiceGoesOnFromWhatItHad() throws Exception {
    byte[] tar = layer(1, 6 << 20);
    byte[] packed = Tars.gzip(tar);
    String name = fake.image("killed", tar);
    String path = FakeRegistry.blob("killed", Digest.sha256(packed));
    var half = new CountDownLatch(1);
    int sent = 4 << 20;
    fake.on(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed, 0, sent);
          exchange.getResponseBody().flush();
          await().atMost(Duration.ofMinutes(1)).until(() -> half.getCount() == 0);
        });
    var pull =
        CompletableFuture.supplyAsync(() -> docker.run("pull", name), Thread::startVirtualThread);
    Path part =
        berth.root().resolve("blobs/ingest/sha256-" + Digest.sha256(packed).hex() + ".part");
    await().until(() -> Files.exists(part) && Files.size(part) == sent);
    berth.down(false);
    half.countDown();
    assertThat(pull.join().exit()).isNotZero();
    var from = new AtomicInteger(-1);
    fake.on(
        path,
        exchange -> {
          from.set(FakeRegistry.from(exchange));
          FakeRegistry.ranged(packed).handle(exchange);
        });
    berth.up();
    docker.ok("pull", name);
    assertThat(from).hasValue(sent);
    assertThat(part).doesNotExist();
  }

  /** The rest of another content must not be added to what was there. */
  @Test
  void whatWasKeptIsHashedAgain() throws Exception {
    byte[] tar = layer(2, 1 << 20);
    byte[] packed = Tars.gzip(tar);
    String name = fake.image("forged", tar);
    Path part =
        berth.root().resolve("blobs/ingest/sha256-" + Digest.sha256(packed).hex() + ".part");
    Files.write(part, new byte[500_000]);
    docker.ok("pull", name);
    assertThat(fake.count(FakeRegistry.blob("forged", Digest.sha256(packed)))).isEqualTo(2);
  }

  @Test
  void whatARunningPullNeedsIsNotCollected() throws Exception {
    byte[] first = layer(20, 100_000);
    byte[] second = layer(21, 100_000);
    String name = fake.image("collected", first, second);
    byte[] packed = Tars.gzip(second);
    var go = new CountDownLatch(1);
    fake.on(
        FakeRegistry.blob("collected", Digest.sha256(packed)),
        exchange -> {
          await().atMost(Duration.ofMinutes(1)).until(() -> go.getCount() == 0);
          FakeRegistry.ranged(packed).handle(exchange);
        });
    var pull =
        CompletableFuture.supplyAsync(() -> docker.run("pull", name), Thread::startVirtualThread);
    Path here = berth.root().resolve("layers").resolve(Digest.sha256(first).hex());
    await().until(() -> Files.exists(here));
    docker.ok("image", "prune", "-af");
    docker.run("system", "prune", "-af");
    assertThat(here).exists();
    go.countDown();
    pull.join().ok();
    assertThat(docker.ok("inspect", "-f", "{{len .RootFS.Layers}}", name)).isEqualTo("2");
    docker.ok("rmi", name);
    assertThat(here).doesNotExist();
  }

  @Test
  void fiftyPullsFetchEachBlobOnceAndOneFailureIsItsOwn() throws Exception {
    List<byte[]> shared = List.of(layer(10, 300_000), layer(11, 300_000), layer(12, 300_000));
    List<String> names = new ArrayList<>();
    List<String> once = new ArrayList<>();
    for (byte[] layer : shared) {
      once.add(Digest.sha256(Tars.gzip(layer)).toString());
    }
    for (int i = 0; i < 50; i++) {
      byte[] own = layer(100 + i, 10_000);
      names.add(fake.image("many/" + i, shared.get(0), shared.get(1), shared.get(2), own));
      once.add(Digest.sha256(Tars.gzip(own)).toString());
    }
    String broken = once.getLast();
    fake.on(
        "/v2/many/49/blobs/" + broken,
        exchange -> FakeRegistry.answer(exchange, 404, "application/json", "{}"));
    try (var pulls = Executors.newVirtualThreadPerTaskExecutor()) {
      var started =
          names.stream()
              .map(name ->
                  CompletableFuture.supplyAsync(() -> docker.run("pull", "-q", name), pulls))
              .toList();
      for (int i = 0; i < 49; i++) {
        started.get(i).join().ok();
      }
      assertThat(started.get(49).join().exits(1).err()).contains("not found");
    }
    for (String blob : once.subList(0, once.size() - 1)) {
      assertThat(fake.requests().stream().filter(request -> request.endsWith(blob)))
          .as(blob)
          .hasSize(1);
    }
    docker.ok(
        names.subList(0, 49).stream()
            .reduce(
                new ArrayList<>(List.of("rmi")),
                (all, name) -> {
                  all.add(name);
                  return all;
                },
                (a, _) -> a)
            .toArray(String[]::new));
  }
}
