package io.berth.dockerapi;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.AttachRequest;
import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.WaitCondition;
import io.berth.container.Containers.WaitResult;
import io.berth.failure.InvalidRequest;
import io.berth.log.ContainerLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private final Containers containers;

  StreamsController(Containers containers) {
    this.containers = containers;
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
    AttachStream.run(request, response, attachment, stdin);
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
      // a terminal's raw bytes have no frame that the client would skip
      if (follow && sink instanceof StdFrames frames) {
        try (Heartbeat _ = new Heartbeat(Heartbeat.PERIOD, frames::probe, reader)) {
          send(reader, sink, timestamps);
        }
      } else {
        send(reader, sink, timestamps);
      }
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
    // The docker command starts the container only after it has seen the headers.
    JsonLines.answer(
        response,
        lines -> {
          lines.open();
          lines.write(awaited(result, lines));
        });
  }

  /** Blank lines before the answer find out whether somebody still waits for it. */
  private static WaitBody awaited(CompletableFuture<WaitResult> result, JsonLines lines)
      throws IOException {
    try {
      while (true) {
        try {
          return WaitBody.of(result.get(Heartbeat.PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          lines.probe();
        }
      }
    } catch (ExecutionException | CancellationException e) {
      return WaitBody.failed(DockerErrors.messageOf(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WaitBody.failed("the engine is shutting down");
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

    static WaitBody failed(String message) {
      return new WaitBody(-1, Map.of("Message", message));
    }
  }
}
