package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.image.Images;
import io.berth.image.PullEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** A pull's events as the lines that the docker command draws. */
final class PullLines implements Images.PullListener {

  private static final int BAR = 50;
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private final JsonLines lines;

  PullLines(JsonLines lines) {
    this.lines = lines;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Line(
      String status,
      @Nullable Detail progressDetail,
      @Nullable String progress,
      @Nullable String id) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Detail(@Nullable Long current, @Nullable Long total) {}

  @Override
  public void on(PullEvent event) throws IOException {
    lines.write(
        switch (event) {
          case PullEvent.Started e -> new Line("Pulling from " + e.name(), null, null, e.id());
          case PullEvent.Layer e -> layer(e);
          case PullEvent.Resolved e -> new Line("Digest: " + e.digest(), null, null, null);
          case PullEvent.Finished e ->
              new Line(
                  e.newer()
                      ? "Status: Downloaded newer image for " + e.name()
                      : "Status: Image is up to date for " + e.name(),
                  null,
                  null,
                  null);
        });
  }

  private static Line layer(PullEvent.Layer event) {
    String id = event.blob().shortHex();
    Detail none = new Detail(null, null);
    return switch (event.step()) {
      case ALREADY_EXISTS -> new Line("Already exists", none, null, id);
      case PULLING -> new Line("Pulling fs layer", none, null, id);
      case WAITING -> new Line("Waiting", none, null, id);
      case DOWNLOADING -> moving("Downloading", event);
      case VERIFYING -> new Line("Verifying Checksum", none, null, id);
      case DOWNLOADED -> new Line("Download complete", none, null, id);
      case EXTRACTING -> moving("Extracting", event);
      case COMPLETE -> new Line("Pull complete", none, null, id);
    };
  }

  private static Line moving(String status, PullEvent.Layer event) {
    return new Line(
        status,
        new Detail(event.current(), event.total()),
        bar(event.current(), event.total()),
        event.blob().shortHex());
  }

  /** {@code [=====> ] 3.679kB/20.27kB}. */
  static String bar(long current, long total) {
    int done = total <= 0 ? 0 : (int) Math.min(BAR, current * 100.0 / total / 2);
    return "[%s>%s] %8s/%s"
        .formatted("=".repeat(done), " ".repeat(BAR - done), human(current), human(total));
  }

  /** Four digits and a decimal unit, as Go's {@code units.HumanSize}. */
  static String human(long bytes) {
    BigDecimal value = BigDecimal.valueOf(bytes);
    int unit = 0;
    while (value.compareTo(BigDecimal.valueOf(1000)) >= 0 && unit < UNITS.length - 1) {
      value = value.movePointLeft(3);
      unit++;
    }
    return value.round(new MathContext(4)).stripTrailingZeros().toPlainString() + UNITS[unit];
  }
}
