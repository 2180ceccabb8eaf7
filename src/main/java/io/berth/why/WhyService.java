package io.berth.why;

import io.berth.audit.Audit;
import io.berth.audit.AuditEntry;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.container.EndRequest;
import io.berth.container.Signals;
import io.berth.failure.Conflict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

@Service
final class WhyService implements Why {

  private static final String SOMEBODY = "Somebody";

  private final Containers containers;
  private final Audit audit;

  WhyService(Containers containers, Audit audit) {
    this.containers = containers;
    this.audit = audit;
  }

  @Override
  public Explanation explain(String ref) {
    ContainerView container = containers.inspect(ref, false);
    return explain(container)
        .orElseThrow(() ->
            new Conflict(
                "container "
                    + container.name()
                    + (container.state().status() == Status.CREATED
                        ? " was never started"
                        : " has not stopped")));
  }

  @Override
  public Optional<Explanation> explain(ContainerView container) {
    End end = End.of(container, who(container));
    return end.nothingToExplain() ? Optional.empty() : Optional.of(explanation(container, end));
  }

  private Explanation explanation(ContainerView container, End end) {
    Verdict verdict = Diagnosis.of(end);
    var state = container.state();
    boolean ran = !end.startFailed();
    return new Explanation(
        container.id(),
        container.name(),
        verdict.headline(),
        verdict.reasons(),
        end.code(),
        ran && end.signal() > 0 ? Signals.name(end.signal()) : "",
        String.join(
            " ", Stream.concat(Stream.of(container.path()), container.args().stream()).toList()),
        ran ? state.startedAt() : null,
        ran ? state.finishedAt() : null,
        container.restartCount(),
        ran ? LastLines.of(containers, container.id(), state.startedAt()) : List.of(),
        verdict.advice().stream()
            .map(advice -> advice.replace("{name}", container.name()))
            .toList());
  }

  private String who(ContainerView container) {
    EndRequest request = container.state().endRequest();
    if (request == null) {
      return SOMEBODY;
    }
    if (request.kind() == EndRequest.Kind.UNHEALTHY) {
      return "The engine, since its health check failed,";
    }
    String action =
        switch (request.kind()) {
          case STOP -> "container.stop";
          case RESTART -> "container.restart";
          case SIGNAL -> "container.kill";
          case ENGINE_STOPPED, UNHEALTHY -> "";
        };
    return audit
        .shortlyBefore(request.at(), container.id(), action)
        .map(WhyService::person)
        .orElse(SOMEBODY);
  }

  private static String person(AuditEntry entry) {
    return entry.address().isEmpty()
        ? "%s (%s)".formatted(entry.user(), entry.door())
        : "%s (%s, %s)".formatted(entry.user(), entry.door(), entry.address());
  }
}
