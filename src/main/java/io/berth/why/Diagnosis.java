package io.berth.why;

import io.berth.container.EndRequest;
import io.berth.container.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges an end: first what the engine knows for certain, then what somebody asked for, then what
 * the exit code commonly means.
 */
final class Diagnosis {

  /** How long after a signal an end may be thought to come from it. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private Diagnosis() {}

  static Verdict of(End end) {
    Verdict verdict = cause(end);
    List<String> more = new ArrayList<>(verdict.reasons());
    if (end.state().oomKilled() && !end.killed()) {
      more.add(
          "Before that the kernel killed a process in this container because memory ran out, which"
              + " may be the true reason.");
    }
    if (end.startsAgain()) {
      more.add("Its restart policy starts it again in a moment.");
    }
    return new Verdict(verdict.headline(), List.copyOf(more), verdict.advice());
  }

  private static Verdict cause(End end) {
    if (end.startFailed()) {
      return FailedStart.of(end);
    }
    if (end.unknown()) {
      return unknown(end);
    }
    if (end.state().oomKilled() && end.killed()) {
      return outOfMemory(end);
    }
    EndRequest request = end.request();
    Verdict asked = request == null ? null : asked(end, request);
    return asked == null ? ExitCodes.of(end) : asked;
  }

  private static Verdict unknown(End end) {
    return Verdict.of(
        "Nobody saw how it ended",
        "When it ended, neither the engine nor its keeper was there to see its exit code, as after"
            + " a crash or a power loss; 255 stands in for it. The engine says: "
            + end.state().error()
            + ".",
        "Start it again.",
        "Give it a restart policy, such as unless-stopped, so that the engine does that by itself.",
        "Look into the host's journal for what happened at that time.");
  }

  private static Verdict outOfMemory(End end) {
    long limit = end.memoryLimit();
    String reason =
        limit > 0
            ? "It needed more memory than its limit of %s allows, so the kernel killed it."
                .formatted(bytes(limit))
            : "The kernel killed it because the host ran out of memory; it has no limit of its own.";
    return Verdict.of(
        limit > 0 ? "Killed by its memory limit" : "Killed because memory ran out",
        reason,
        limit > 0
            ? "Raise the limit, for example: docker update --memory %s --memory-swap -1 {name}"
                .formatted(larger(limit))
            : "Give it a memory limit, so that it cannot take the memory of others.",
        "Find out what uses the memory: start it again and watch its statistics.");
  }

  /** Null when the request does not explain the end. */
  private static @Nullable Verdict asked(End end, EndRequest request) {
    return switch (request.kind()) {
      case STOP -> stopped(end, request, "stop");
      case RESTART, UNHEALTHY -> stopped(end, request, "restart");
      case ENGINE_STOPPED -> engineStopped(end, request);
      case SIGNAL -> signalled(end, request);
    };
  }

  private static @Nullable Verdict stopped(End end, EndRequest request, String verb) {
    String signal = Signals.name(request.signal());
    if (request.graceRanOut() && end.killed()) {
      return graceRanOut("%s asked it to %s".formatted(end.who(), verb), signal);
    }
    if (end.killed() && request.signal() != Signals.KILL) {
      return null; // somebody was faster
    }
    String how =
        end.signal() == request.signal()
            ? "and it ended by %s, as asked.".formatted(signal)
            : end.code() == 0
                ? "and it ended in order with exit code 0."
                : "and it ended with exit code %d, the program's own word for such an end."
                    .formatted(end.code());
    return Verdict.of(
        end.code() == 0 || end.signal() == request.signal()
            ? "Stopped in order"
            : "Stopped as asked, with exit code " + end.code(),
        "%s asked it to %s, %s".formatted(end.who(), verb, how),
        "Nothing is wrong. Start it again when you need it.");
  }

  private static Verdict graceRanOut(String asked, String signal) {
    return Verdict.of(
        "Killed because it did not stop in time",
        "%s. It did not end within its time of grace after %s, so the engine killed it; it had no"
                .formatted(asked, signal)
            + " chance to save its work.",
        "Give it more time: docker stop --timeout 60 {name}, or --stop-timeout when it is created.",
        "Let the program react to %s. As first process of a container it gets no default reaction:"
                .formatted(signal)
            + " a shell script needs a trap, or exec before its last command.",
        "If it expects another signal, create it with --stop-signal.");
  }

  private static @Nullable Verdict engineStopped(End end, EndRequest request) {
    if (request.graceRanOut() && end.killed()) {
      return graceRanOut(
          "The engine stopped and its containers with it", Signals.name(request.signal()));
    }
    return end.killed()
        ? null
        : Verdict.of(
            "Stopped together with the engine",
            "The engine ended in good order and is configured (berth.stop-containers) to stop its"
                + " containers then. It ended with exit code %d.".formatted(end.code()),
            "Give it a restart policy, such as always, so that it starts with the engine.",
            "Set berth.stop-containers to false to let containers outlive the engine.");
  }

  private static @Nullable Verdict signalled(End end, EndRequest request) {
    String signal = Signals.name(request.signal());
    if (end.signal() == request.signal()) {
      return Verdict.of(
          end.killed() ? "Killed on request" : "Ended by a signal on request",
          "%s sent it %s, and it ended by that.".formatted(end.who(), signal),
          "Nothing is wrong with it. Start it again when you need it.");
    }
    Instant finished = end.state().finishedAt();
    if (end.killed() || finished == null || finished.isAfter(request.at().plus(SOON))) {
      return null;
    }
    Verdict byCode = ExitCodes.of(end);
    List<String> reasons = new ArrayList<>();
    reasons.add(
        "%s had sent it %s shortly before, which may be why it ended."
            .formatted(end.who(), signal));
    reasons.addAll(byCode.reasons());
    return new Verdict(byCode.headline(), reasons, byCode.advice());
  }

  private static String larger(long limit) {
    return Math.max(16, 2 * limit >> 20) + "m";
  }

  private static String bytes(long count) {
    return count >= 1L << 30
        ? String.format(Locale.ROOT, "%.1f GiB", count / (double) (1L << 30))
        : String.format(Locale.ROOT, "%.0f MiB", count / (double) (1L << 20));
  }
}
