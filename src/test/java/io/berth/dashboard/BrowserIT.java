package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.OpenIdProvider;
import io.berth.testing.RawHttp;
import io.berth.testing.Tars;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A person's way through the dashboard in Debian's Chromium: {@code frontend/e2e}. */
class BrowserIT {

  private static final String COUNTER =
      "i=0; echo ready; while :; do i=$((i+1)); echo line-$i; sleep 0.1; done";

  /** What the browser's script asks to be done to the service. */
  private interface Deed {
    void run() throws IOException, InterruptedException;
  }

  @Test
  void theDashboardWorksInABrowser() throws Exception {
    HttpServer control =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var registry = TestRegistry.start();
        var fresh = new Fresh();
        var provider = OpenIdProvider.start();
        var berth = BerthService.start(provider.flags())) {
      provider.register(berth.dashboard());
      provider.add("odile@harbour.test", "odile", "crew");
      on(control, "/restart", berth::restart);
      on(control, "/crash", berth::crash);
      on(control, "/second-factor-optional", () -> secondFactorOptional(berth));
      var docker = new Docker(berth.host());
      on(control, "/damage", () -> damage(berth, docker));
      control.createContext("/fresh", fresh);
      control.start();
      docker.feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);
      docker.feed(hostileRoot(), "import", "-", "hostile:1").exits(0);
      docker.ok("run", "-d", "--name", "web-server", "first:1", "sh", "-c", COUNTER);
      var builder = new ProcessBuilder("npm", "--prefix", "frontend", "run", "e2e");
      builder.environment().put("BERTH_SHOTS", pictures().toString());
      builder.environment().put("BERTH_URL", berth.dashboard());
      builder.environment().put("BERTH_PASSWORD", berth.password());
      builder.environment().put("BERTH_REGISTRY", registry.address());
      builder.environment().put("BERTH_DOCKER_HOST", berth.host());
      builder
          .environment()
          .put("BERTH_CONTROL", "http://127.0.0.1:" + control.getAddress().getPort());
      var browser = builder.redirectErrorStream(true).start();
      browser.getOutputStream().close();
      var said = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(browser.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(browser.exitValue()).as(said).isZero();
    } finally {
      control.stop(0);
    }
  }

  /** An engine without users, started when somebody asks. */
  private static final class Fresh implements HttpHandler, AutoCloseable {

    private BerthService berth;

    @Override
    public void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        berth = BerthService.start();
        byte[] answer =
            (berth.dashboard() + " " + berth.setupToken()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws IOException {
      if (berth != null) {
        berth.close();
      }
    }
  }

  /** Names that a page must show as text. */
  private static byte[] hostileRoot() {
    return new Tars()
        .directory("<img src=x onerror=alert(1)>")
        .file("<img src=x onerror=alert(1)>/line\nend\u001b[31m", "x")
        .file("\u202egnp.exe", "x")
        .symbolicLink("host-etc", "/etc")
        .plain();
  }

  /** For people to look at. */
  private static Path pictures() throws IOException {
    return Files.createDirectories(Path.of("target/screenshots")).toAbsolutePath();
  }

  private static void secondFactorOptional(BerthService berth) throws IOException {
    var socket = berth.root().resolveSibling("berth.sock");
    var answer =
        RawHttp.request(socket, "PUT /api/settings/second-factor-required", "{\"on\":false}");
    assertThat(answer.status()).isEqualTo(200);
  }

  /** A file that the image first:1 does not have, in its layer on disk. */
  private static void damage(BerthService berth, Docker docker) throws IOException {
    String layer = docker.ok("inspect", "-f", "{{index .RootFS.Layers 0}}", "first:1");
    Path files = berth.root().resolve("layers").resolve(layer.substring(7)).resolve("diff");
    Files.writeString(files.resolve("etc/planted"), "x");
  }

  private static void on(HttpServer control, String path, Deed deed) {
    control.createContext(
        path,
        exchange -> {
          try (exchange) {
            deed.run();
            exchange.sendResponseHeaders(204, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
