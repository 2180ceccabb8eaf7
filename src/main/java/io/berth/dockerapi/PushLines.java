package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.image.Images;
import io.berth.image.PushEvent;
import io.berth.oci.Digest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A push's events as the lines that the docker command draws. */
final class PushLines implements Images.PushListener {

  private static final Map<String, Long> NO_DETAIL = Map.of();

  private final JsonLines lines;

  PushLines(JsonLines lines) {
    this.lines = lines;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Line(
      @Nullable String status,
      @Nullable Map<String, Long> progressDetail,
      @Nullable String progress,
      @Nullable String id,
      @Nullable Map<String, Object> aux) {}

  @Override
  public void on(PushEvent event) throws IOException {
    switch (event) {
      case PushEvent.Started e ->
          say("The push refers to repository [%s]".formatted(e.repository()));
      case PushEvent.Preparing e -> layer("Preparing", e.layer());
      case PushEvent.Exists e -> layer("Layer already exists", e.layer());
      case PushEvent.Pushing e ->
          lines.write(
              new Line(
                  "Pushing",
                  Map.of("current", e.current(), "total", e.total()),
                  PullLines.bar(e.current(), e.total()),
                  e.layer().shortHex(),
                  null));
      case PushEvent.Pushed e -> layer("Pushed", e.layer());
      case PushEvent.Mounted e -> layer("Mounted from " + e.from(), e.layer());
      case PushEvent.Tagged e -> {
        say("%s: digest: %s size: %d".formatted(e.tag(), e.digest(), e.size()));
        Map<String, Object> aux =
            Map.of("Tag", e.tag(), "Digest", e.digest().toString(), "Size", e.size());
        lines.write(new Line(null, NO_DETAIL, null, null, aux));
      }
    }
  }

  private void say(String status) throws IOException {
    lines.write(new Line(status, null, null, null, null));
  }

  private void layer(String status, Digest layer) throws IOException {
    lines.write(new Line(status, NO_DETAIL, null, layer.shortHex(), null));
  }
}
