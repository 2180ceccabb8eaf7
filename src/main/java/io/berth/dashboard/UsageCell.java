package io.berth.dashboard;

import io.berth.usage.UsageSample;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a container uses now, and the way there as the points of a small line.
 *
 * @param cpuValue -1 when not known, as is {@code memoryValue}
 * @param cpuPoints in a box of 60 by 16
 */
record UsageCell(
    String id,
    String cpu,
    String memory,
    String cpuPoints,
    String memoryPoints,
    double cpuValue,
    double memoryValue) {

  private static final double WIDTH = 60;
  private static final double HEIGHT = 16;
  private static final int SHOWN = 30;

  /** A line that fills the box says at least this many percent of a processor. */
  private static final double LEAST_CPU = 5;

  static UsageCell of(String id, List<UsageSample> all) {
    if (all.isEmpty()) {
      return new UsageCell(id, "", "", "", "", -1, -1);
    }
    var samples = all.subList(Math.max(0, all.size() - SHOWN), all.size());
    var last = samples.getLast();
    return new UsageCell(
        id,
        percent(last.cpu()),
        Units.bytes(last.memory()),
        points(samples, UsageSample::cpu, LEAST_CPU),
        points(samples, UsageSample::memory, 1),
        last.cpu(),
        last.memory());
  }

  static String percent(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %%" : "%.0f %%", value);
  }

  /** The newest at the right edge. */
  private static String points(
      List<UsageSample> samples, ToDoubleFunction<UsageSample> value, double least) {
    double top = Math.max(least, samples.stream().mapToDouble(value).max().orElse(0));
    var points = new StringBuilder();
    for (int i = 0; i < samples.size(); i++) {
      double x = WIDTH - (samples.size() - 1 - i) * WIDTH / (SHOWN - 1);
      double y = HEIGHT - 1 - (HEIGHT - 2) * value.applyAsDouble(samples.get(i)) / top;
      points.append(i == 0 ? "" : " ").append(Math.round(x)).append(',').append(Math.round(y));
    }
    return points.toString();
  }
}
