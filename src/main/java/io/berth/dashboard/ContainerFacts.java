package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Health;
import io.berth.container.HostConfig;
import io.berth.security.SecretNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the overview of a container says beside its row: pairs of a word and a value. */
record ContainerFacts(
    List<Fact> process,
    List<Fact> limits,
    List<Fact> security,
    List<Entry> environment,
    List<Entry> labels) {

  record Fact(String name, String value) {}

  /**
   * A variable or a label.
   *
   * @param masked whether the value is another one, which can be asked for
   */
  record Entry(String name, String value, boolean masked) {

    static Entry of(String name, String value) {
      return new Entry(name, value, value.equals(SecretNames.MASK));
    }

    static Entry of(String line) {
      int equals = line.indexOf('=');
      return equals < 0 ? of(line, "") : of(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  static ContainerFacts of(ContainerView view, Instant now) {
    return new ContainerFacts(
        process(view, now),
        limits(view.hostConfig()),
        security(view),
        view.config().env().stream().sorted().map(Entry::of).toList(),
        new TreeMap<>(view.config().labels())
            .entrySet().stream().map(one -> Entry.of(one.getKey(), one.getValue())).toList());
  }

  private static List<Fact> process(ContainerView view, Instant now) {
    var facts = new ArrayList<Fact>();
    var state = view.state();
    var config = view.config();
    time(facts, "Started", state.startedAt(), now);
    if (state.pid() == 0) {
      time(facts, "Ended", state.finishedAt(), now);
      if (state.finishedAt() != null) {
        add(facts, "Exit code", state.exitCode() + (state.oomKilled() ? " (out of memory)" : ""));
      }
    } else {
      add(facts, "Process", String.valueOf(state.pid()));
    }
    add(facts, "Restarts", String.valueOf(view.restartCount()));
    add(facts, "Restart policy", restart(view.hostConfig()));
    health(facts, view, now);
    add(facts, "User", config.user().isEmpty() ? "root" : config.user());
    add(facts, "Directory", config.workingDir().isEmpty() ? "/" : config.workingDir());
    add(facts, "Host name", config.hostname());
    if (config.tty() || config.openStdin()) {
      add(
          facts,
          "Terminal",
          (config.tty() ? "yes" : "no") + (config.openStdin() ? ", input open" : ""));
    }
    return facts;
  }

  private static void health(List<Fact> facts, ContainerView view, Instant now) {
    Health health = view.state().health();
    if (health == null || view.state().pid() == 0) {
      return;
    }
    String streak =
        health.failingStreak() == 0 ? "" : ", failed " + health.failingStreak() + " times in a row";
    add(facts, "Health", health.status().word() + streak);
    if (!health.log().isEmpty()) {
      Health.Probe last = health.log().getLast();
      String code = last.exitCode() == 0 ? "well" : "exit code " + last.exitCode();
      String said = last.output().isBlank() ? "" : ": " + last.output().strip();
      add(facts, "Last health check", Units.ago(last.start(), now) + ", " + code + said);
    }
  }

  private static String restart(HostConfig host) {
    var policy = host.restartPolicy();
    String name = policy.name().isEmpty() ? "no" : policy.name();
    String removed = host.autoRemove() ? ", removed when it ends" : "";
    return policy.maximumRetryCount() > 0
        ? name + ", at most " + policy.maximumRetryCount() + " times"
        : name + removed;
  }

  private static List<Fact> limits(HostConfig host) {
    var facts = new ArrayList<Fact>();
    if (host.memory() > 0) {
      add(facts, "Memory", Units.binary(host.memory()));
    }
    if (host.nanoCpus() > 0) {
      add(facts, "Processors", String.valueOf(host.nanoCpus() / 1e9));
    }
    Long pids = host.pidsLimit();
    if (pids != null && pids > 0) {
      add(facts, "Processes", String.valueOf(pids));
    }
    return facts;
  }

  private static List<Fact> security(ContainerView view) {
    HostConfig host = view.hostConfig();
    var facts = new ArrayList<Fact>();
    if (host.privileged()) {
      add(facts, "Privileged", "yes: it can do what root on the host can");
    }
    add(facts, "Added rights", String.join(" ", host.capAdd()));
    add(facts, "Dropped rights", String.join(" ", host.capDrop()));
    add(facts, "Security options", String.join(" ", host.securityOpt()));
    if (host.readonlyRootfs()) {
      add(facts, "Root file system", "read only");
    }
    return facts;
  }

  private static void time(List<Fact> facts, String name, @Nullable Instant time, Instant now) {
    if (time != null) {
      add(facts, name, Units.ago(time, now));
    }
  }

  private static void add(List<Fact> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new Fact(name, value));
    }
  }
}
