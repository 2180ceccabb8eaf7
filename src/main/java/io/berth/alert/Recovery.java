package io.berth.alert;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds out whether what was wrong with containers is over. */
@Component
class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /** An event will tell. */
  private static final Instant NEVER = Instant.MAX;

  private final Containers containers;
  private final Rules rules;
  private final Incidents incidents;

  Recovery(Containers containers, Rules rules, Incidents incidents) {
    this.containers = containers;
    this.rules = rules;
    this.incidents = incidents;
  }

  /** Looks at all that is wrong, and says when to look again unless an event comes before. */
  Instant look() {
    return incidents.open().stream().map(this::look).min(Comparator.naturalOrder()).orElse(NEVER);
  }

  private Instant look(IncidentEntity open) {
    AlertRule rule =
        rules.all().stream()
            .map(Rules.Active::rule)
            .filter(one -> one.id() == open.ruleId)
            .findFirst()
            .orElse(null);
    if (rule == null) {
      incidents.forget(open);
      return NEVER;
    }
    return switch (rule.cause()) {
      case DISK_FULL, UNHEALTHY -> NEVER;
      case ENDED_BADLY, OUT_OF_MEMORY -> look(rule, open, rule.quiet());
      case RESTART_LOOP -> look(rule, open, rule.window());
    };
  }

  private Instant look(AlertRule rule, IncidentEntity open, Duration calm) {
    try {
      ContainerView.State state = containers.inspect(open.subject, false).state();
      Instant started = state.startedAt();
      boolean runs = state.status() == Status.RUNNING;
      Instant since =
          runs && started != null && started.isAfter(open.lastAt) ? started : open.lastAt;
      Instant well = since.plus(calm);
      if (well.isAfter(Instant.now())) {
        return well;
      }
      if (runs) {
        String words = " has run without trouble for " + words(calm);
        incidents.recover(rule, open, open.subjectName + words);
      } else if (rule.cause() == Cause.RESTART_LOOP && state.status() == Status.EXITED) {
        incidents.forget(open); // it ended for good
      }
      return NEVER;
    } catch (NotFound e) {
      incidents.forget(open);
      return NEVER;
    } catch (BerthException e) {
      LOG.debug("container {}: {}", open.subject, e.getMessage());
      return Instant.now().plus(AGAIN);
    }
  }

  static String words(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0 && seconds > 0
        ? seconds / 60 + (seconds == 60 ? " minute" : " minutes")
        : seconds + (seconds == 1 ? " second" : " seconds");
  }
}
