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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    Hijack.run(
        request,
        response,
        StdFrames.contentType(ApiVersion.of(request), attachment.terminal()),
        (in, out) -> {
          try (attachment) {
            attachment.run(stdin ? in : null, StdFrames.sink(out, attachment.terminal()));
          }
        });
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
      OutputStream out = response.getOutputStream();
      Containers.OutputSink sink = StdFrames.sink(out, source.terminal());
      ContainerLog.@Nullable Record line = reader.next();
      while (line != null) {
        byte[] bytes = timestamps ? stamped(line) : line.bytes();
        sink.write(line.stream(), bytes, 0, bytes.length);
        line = reader.next();
      }
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
    response.setContentType("application/json");
    response.flushBuffer();
    try {
      WaitResult waited = result.get();
      String error = waited.error();
      response
          .getOutputStream()
          .write(
              DockerJson.line(
                  new WaitBody(
                      waited.statusCode(), error == null ? null : Map.of("Message", error))));
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
  record WaitBody(int statusCode, @Nullable Map<String, String> error) {}
}
