package io.berth.dockerapi;

import io.berth.audit.Outcome;
import io.berth.build.BuildOutput;
import io.berth.build.BuildRequest;
import io.berth.build.BuildResult;
import io.berth.build.Builds;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.image.Images;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /build}: the classic builder. The body is the context; the answer tells what is done,
 * and a build ends with its client.
 */
@RestController
class BuildController {

  /** How soon a build notices that its client has gone while it says nothing. */
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final Builds builds;
  private final Farewells farewells;

  BuildController(Builds builds, Farewells farewells) {
    this.builds = builds;
    this.farewells = farewells;
  }

  @PostMapping("/build")
  void build(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestHeader(name = "X-Registry-Config", required = false) @Nullable String registries)
      throws IOException {
    Query query = Query.of(request);
    BuildRequest wanted = BuildQuery.read(query, RegistryAuthHeader.parseAll(registries));
    builds.check(wanted);
    boolean quiet = query.flag("q");
    JsonLines.answer(response, lines -> build(wanted, request.getInputStream(), lines, quiet));
  }

  private void build(BuildRequest wanted, InputStream context, JsonLines lines, boolean quiet)
      throws IOException {
    Lines output = new Lines(lines, quiet);
    Interruption cancel = new Interruption(Thread.currentThread());
    BuildResult result;
    try (Heartbeat _ = new Heartbeat(PROBE, () -> probe(lines), cancel::interrupt);
        var _ = farewells.stay(cancel::interrupt);
        var _ = cancel) {
      result = builds.build(wanted, context, output);
    } catch (InterruptedException | InterruptedIOException e) {
      throw new Unavailable("the build was cancelled", e);
    }
    switch (result) {
      case BuildResult.Built built -> {
        if (quiet) {
          lines.write(Map.of("stream", built.id() + "\n"));
        }
      }
      case BuildResult.CommandFailed failed -> {
        if (quiet) {
          output.flush();
        }
        Outcome.failed(new InvalidRequest(failed.words()));
        lines.fail(failed.code(), failed.words());
      }
    }
  }

  private static void probe(JsonLines lines) throws IOException {
    if (lines.isOpen()) {
      lines.probe();
    }
  }

  /** There is no cache but images, which {@code /images/prune} removes. */
  @PostMapping("/build/prune")
  Map<String, Object> prune() {
    return Map.of("CachesDeleted", List.of(), "SpaceReclaimed", 0);
  }

  /** Interrupts a thread, but not when it has gone on to something else. */
  private static final class Interruption implements AutoCloseable {

    private final Thread thread;
    private boolean over;

    Interruption(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!over) {
        thread.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      boolean _ = Thread.interrupted();
    }
  }

  /** A build's output as the docker command reads it. */
  private static final class Lines implements BuildOutput {

    private static final int KEPT = 1 << 20;

    private final JsonLines lines;
    private final boolean quiet;
    private final StringBuilder unsaid = new StringBuilder();

    Lines(JsonLines lines, boolean quiet) {
      this.lines = lines;
      this.quiet = quiet;
    }

    @Override
    public void text(String text) throws IOException {
      if (!quiet) {
        lines.write(Map.of("stream", text));
      } else if (unsaid.length() < KEPT) {
        unsaid.append(text);
      }
    }

    /** Says what a quiet build has not said, when it failed. */
    void flush() throws IOException {
      lines.write(Map.of("stream", unsaid.toString()));
    }

    @Override
    public void image(String id) throws IOException {
      lines.write(Map.of("aux", Map.of("ID", id)));
    }

    @Override
    public Images.PullListener pulls() {
      return quiet ? _ -> {} : new PullLines(lines);
    }
  }
}
