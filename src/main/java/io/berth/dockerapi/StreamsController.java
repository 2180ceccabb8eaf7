package io.berth.dockerapi;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.AttachRequest;
import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.WaitCondition;
import io.berth.container.Containers.WaitResult;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.log.ContainerLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What takes long or flows: attach, logs and wait of a container. */
@RestController
class StreamsController {

  private static final Duration LONGEST_PROBE = Duration.ofMinutes(5);

  private final Containers containers;
  private final Farewells farewells;

  StreamsController(Containers containers, Farewells farewells) {
    this.containers = containers;
    this.farewells = farewells;
  }

  @PostMapping("/containers/{ref}/attach")
  void attach(@PathVariable String ref, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.of(request);
    boolean stdin = query.flag("stdin");
    Attachment attachment =
        containers.attach(
            ref,
            new AttachRequest(
                stdin,
                query.flag("stdout"),
                query.flag("stderr"),
                query.flag("logs"),
                query.flag("stream"),
                query.text("detachKeys")));
    new AttachStream(attachment, farewells, () -> farewells.ofContainer(ref, "attach"))
        .run(request, response, stdin);
  }

  @GetMapping("/containers/{ref}/logs")
  void logs(@PathVariable String ref, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.of(request);
    if (!query.flag("stdout") && !query.flag("stderr")) {
      throw new InvalidRequest("Bad parameters: you must choose at least one stream");
    }
    ContainerView view = containers.inspect(ref, false);
    boolean follow = query.flag("follow") && view.state().pid() != 0;
    Containers.LogSource source = containers.logs(ref);
    if (ApiVersion.of(request).atLeast(1, 42)) {
      response.setContentType(StdFrames.contentType(ApiVersion.of(request), source.terminal()));
    }
    boolean timestamps = query.flag("timestamps");
    try (ContainerLog.Reader reader =
        source
            .log()
            .read(
                new ContainerLog.Query(
                    query.flag("stdout"),
                    query.flag("stderr"),
                    tail(query.text("tail")),
                    query.time("since"),
                    query.time("until"),
                    follow))) {
      response.flushBuffer();
      Containers.OutputSink sink = StdFrames.sink(response.getOutputStream(), source.terminal());
      if (follow) {
        follow(ref, reader, sink, timestamps);
      } else {
        send(reader, sink, timestamps);
      }
    }
  }

  private void follow(
      String ref, ContainerLog.Reader reader, Containers.OutputSink sink, boolean timestamps)
      throws IOException {
    var leaving = new AtomicBoolean();
    Runnable leave =
        () -> {
          leaving.set(true);
          closeQuietly(reader);
        };
    try (var _ = farewells.stay(leave)) {
      // a terminal's raw bytes have no frame that the client would skip
      if (sink instanceof StdFrames frames) {
        try (Heartbeat _ = new Heartbeat(Heartbeat.PERIOD, frames::probe, reader)) {
          send(reader, sink, timestamps);
        }
      } else {
        send(reader, sink, timestamps);
      }
      if (leaving.get()) {
        String words = farewells.ofContainer(ref, "logs -f");
        boolean terminal = !(sink instanceof StdFrames);
        byte[] line = Farewells.line(words, terminal).getBytes(StandardCharsets.UTF_8);
        sink.write(ContainerLog.Stream.STDERR, line, 0, line.length);
      }
    }
  }

  private static void closeQuietly(ContainerLog.Reader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      // nothing was written that could be lost
    }
  }

  private static void send(
      ContainerLog.Reader reader, Containers.OutputSink sink, boolean timestamps)
      throws IOException {
    for (var line = reader.next(); line != null; line = reader.next()) {
      byte[] bytes = timestamps ? stamped(line) : line.bytes();
      sink.write(line.stream(), bytes, 0, bytes.length);
    }
  }

  private static int tail(@Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,9}")) {
      return -1;
    }
    return Integer.parseInt(text);
  }

  private static byte[] stamped(ContainerLog.Record line) {
    byte[] stamp = (DockerJson.nanoTime(line.at()) + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = new byte[stamp.length + line.bytes().length];
    System.arraycopy(stamp, 0, bytes, 0, stamp.length);
    System.arraycopy(line.bytes(), 0, bytes, stamp.length, line.bytes().length);
    return bytes;
  }

  @PostMapping("/containers/{ref}/wait")
  void await(@PathVariable String ref, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CompletableFuture<WaitResult> result =
        containers.waitFor(ref, condition(Query.of(request).text("condition")));
    Runnable leave =
        () -> result.completeExceptionally(new Unavailable(farewells.ofContainer(ref, "wait")));
    // The docker command starts the container only after it has seen the headers.
    JsonLines.answer(
        response,
        lines -> {
          lines.open();
          try (var _ = farewells.stay(leave)) {
            await(result, lines);
          }
        });
  }

  /**
   * Without a result the answer is plain text, which the docker command takes for the reason and
   * shows. Before it, more and more seldom, characters that neither JSON nor a screen shows find
   * out whether somebody still waits.
   */
  private static void await(CompletableFuture<WaitResult> result, JsonLines lines)
      throws IOException {
    long pause = Heartbeat.PERIOD.toMillis();
    try {
      while (true) {
        try {
          lines.write(WaitBody.of(result.get(pause, TimeUnit.MILLISECONDS)));
          return;
        } catch (TimeoutException e) {
          lines.probe('\r');
          pause = Math.min(2 * pause, LONGEST_PROBE.toMillis());
        }
      }
    } catch (ExecutionException | CancellationException e) {
      lines.say(DockerErrors.messageOf(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      result.cancel(false);
    }
  }

  private static WaitCondition condition(@Nullable String text) {
    return switch (text == null ? "" : text) {
      case "", "not-running" -> WaitCondition.NOT_RUNNING;
      case "next-exit" -> WaitCondition.NEXT_EXIT;
      case "removed" -> WaitCondition.REMOVED;
      default -> throw new InvalidRequest("invalid condition: \"" + text + "\"");
    };
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record WaitBody(int statusCode, @Nullable Map<String, String> error) {

    static WaitBody of(WaitResult result) {
      String error = result.error();
      return new WaitBody(result.statusCode(), error == null ? null : Map.of("Message", error));
    }
  }
}
