package io.berth.bench;

import io.berth.keeper.Job;
import io.berth.keeper.Keeper;
import io.berth.keeper.KeeperPlace;
import io.berth.keeper.KeeperProcess;
import io.berth.keeper.KeptRun;
import io.berth.keeper.RemoteKeeper;
import io.berth.linux.Fd;
import io.berth.runtime.LaunchSpec;
import io.berth.runtime.Launching;
import io.berth.runtime.LinuxContainerRuntime;
import io.berth.runtime.Placed;
import io.berth.runtime.RunningContainer;
import io.berth.snapshot.OverlayMount;
import io.berth.snapshot.Trees;
import io.berth.testing.PlainLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How long a container's start takes in this process and by the keeper, in turns: {@code StartBench
 * ROUNDS}. Needs root.
 */
public final class StartBench {

  private static final Launching NO_NETWORK =
      new Launching() {
        @Override
        public void network(Path netns) {}

        @Override
        public void placed(Placed placed) {}
      };

  private static final int WARM = 100;

  private final Path folder;
  private final Path layer;

  private StartBench(Path folder) throws IOException {
    this.folder = folder;
    this.layer = folder.resolve("layer");
    PlainLaunch.busybox(layer, "true");
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    Path folder = Files.createTempDirectory("berth-bench");
    boolean met;
    try {
      met = new StartBench(folder).run(rounds);
    } finally {
      Trees.delete(folder);
    }
    System.exit(met ? 0 : 1);
  }

  private boolean run(int rounds) throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    KeeperPlace place = KeeperPlace.of(root);
    double[] here = new double[rounds];
    double[] kept = new double[rounds];
    try (LinuxContainerRuntime runtime = new LinuxContainerRuntime("berth-bench");
        Keeper keeper = RemoteKeeper.open(place, () -> KeeperProcess.start(root))) {
      for (int i = -WARM; i < rounds; i++) {
        double mine = here(runtime);
        settle();
        double other = kept(keeper, place);
        settle();
        if (i >= 0) {
          here[i] = mine;
          kept[i] = other;
        }
      }
    }
    System.out.printf(
        "container start, medians of %d interleaved (10th to 90th percentile)%n", rounds);
    System.out.println("  in this process " + spread(here));
    System.out.println("  by the keeper   " + spread(kept));
    double ratio = median(kept) / median(here);
    System.out.printf(
        "  ratio %.2f, target at most 1.25: %s%n", ratio, ratio <= 1.25 ? "met" : "MISSED");
    return ratio <= 1.25;
  }

  /** The kernel takes a dead container's namespaces apart behind everybody's back. */
  private static void settle() throws InterruptedException {
    Thread.sleep(20);
  }

  private double here(LinuxContainerRuntime runtime) throws Exception {
    LaunchSpec spec = spec(PlainLaunch.id(), Files.createDirectories(folder.resolve("streams")));
    long begin = System.nanoTime();
    try (RunningContainer container = runtime.launch(spec, NO_NETWORK)) {
      double millis = (System.nanoTime() - begin) / 1e6;
      container.init().exit().get();
      container.init().streams().stdout().close();
      container.init().streams().stderr().ifPresent(Fd::close);
      return millis;
    }
  }

  /** With the keeper's question about the network, as a container on the bridge has it. */
  private double kept(Keeper keeper, KeeperPlace place) throws Exception {
    String id = PlainLaunch.id();
    Job job = new Job(spec(id, place.run(id)), true, Optional.empty(), "");
    long begin = System.nanoTime();
    KeptRun run = keeper.launch(job, false, netns -> {});
    double millis = (System.nanoTime() - begin) / 1e6;
    run.drained().get();
    run.release();
    return millis;
  }

  private LaunchSpec spec(String id, Path streams) throws IOException {
    OverlayMount root = PlainLaunch.overlay(folder.resolve(id), List.of(layer));
    return PlainLaunch.spec(id, root, List.of(), PlainLaunch.process("true"), streams);
  }

  private static double median(double[] times) {
    return percentile(times, 0.5);
  }

  private static double percentile(double[] times, double part) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.round(part * sorted.length))];
  }

  private static String spread(double[] times) {
    return "%6.2f ms  (%.2f to %.2f)"
        .formatted(median(times), percentile(times, 0.1), percentile(times, 0.9));
  }
}
