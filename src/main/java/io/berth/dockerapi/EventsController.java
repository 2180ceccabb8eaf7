package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.security.SecretNames;
import io.berth.team.SeenEvents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /events}: one JSON object a line, as things happen. */
@RestController
class EventsController {

  private static final Set<String> KNOWN =
      Set.of("container", "event", "image", "label", "type", "volume", "network", "scope");
  private static final int PROBE_SECONDS = 30;

  private final SeenEvents bus;
  private final Farewells farewells;

  EventsController(SeenEvents bus, Farewells farewells) {
    this.bus = bus;
    this.farewells = farewells;
  }

  @GetMapping("/events")
  void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Query query = Query.of(request);
    Map<String, Set<String>> filters = query.filters();
    Filters.requireKnown(filters, KNOWN);
    Instant until = query.time("until");
    try (EventBus.Subscription subscription = bus.subscribe(query.time("since"));
        var _ = farewells.stay(subscription::close)) {
      JsonLines.answer(response, lines -> send(lines, subscription, filters, until));
    }
  }

  private static void send(
      JsonLines lines,
      EventBus.Subscription subscription,
      Map<String, Set<String>> filters,
      @Nullable Instant until)
      throws IOException {
    lines.open();
    try {
      while (until == null || Instant.now().isBefore(until)) {
        Instant deadline = Instant.now().plusSeconds(PROBE_SECONDS);
        if (until != null && until.isBefore(deadline)) {
          deadline = until;
        }
        Event event = subscription.next(deadline);
        if (event == null) {
          if (Instant.now().isBefore(deadline)) {
            return;
          }
          lines.probe();
        } else if (until != null && event.at().isAfter(until)) {
          return;
        } else if (matches(event, filters)) {
          lines.write(Line.of(event));
        }
      }
      drain(lines, subscription, filters, until);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What happened before {@code until} and is still waiting. */
  private static void drain(
      JsonLines lines,
      EventBus.Subscription subscription,
      Map<String, Set<String>> filters,
      Instant until)
      throws IOException, InterruptedException {
    Event event = subscription.next(Instant.now());
    while (event != null && !event.at().isAfter(until)) {
      if (matches(event, filters)) {
        lines.write(Line.of(event));
      }
      event = subscription.next(Instant.now());
    }
  }

  private static boolean matches(Event event, Map<String, Set<String>> filters) {
    return filters.entrySet().stream()
        .allMatch(filter -> {
          String key = filter.getKey();
          Set<String> values = filter.getValue();
          return key.equals("label")
              ? values.stream().allMatch(value -> matches(event, key, value))
              : values.isEmpty() || values.stream().anyMatch(value -> matches(event, key, value));
        });
  }

  private static boolean matches(Event event, String key, String value) {
    return switch (key) {
      case "type" -> event.type().equals(value);
      case "event" -> event.action().equals(value) || event.action().startsWith(value + ":");
      case "label" -> {
        int equals = value.indexOf('=');
        yield equals < 0
            ? event.attributes().containsKey(value)
            : value
                .substring(equals + 1)
                .equals(event.attributes().get(value.substring(0, equals)));
      }
      case "image" ->
          (event.type().equals("image") && event.actorId().equals(value))
              || value.equals(event.attributes().get("image"));
      case "scope" -> value.equals("local");
      default ->
          event.type().equals(key)
              && (event.actorId().startsWith(value)
                  || value.equals(event.attributes().get("name")));
    };
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      @Nullable String status,
      @Nullable String id,
      @Nullable String from,
      @JsonProperty("Type") String type,
      @JsonProperty("Action") String action,
      @JsonProperty("Actor") Map<String, Object> actor,
      String scope,
      long time,
      long timeNano) {

    static Line of(Event event) {
      boolean container = event.type().equals("container");
      return new Line(
          container ? event.action() : null,
          container ? event.actorId() : null,
          container ? event.attributes().get("image") : null,
          event.type(),
          event.action(),
          Map.of("ID", event.actorId(), "Attributes", SecretNames.masked(event.attributes())),
          "local",
          event.at().getEpochSecond(),
          event.at().getEpochSecond() * 1_000_000_000L + event.at().getNano());
    }
  }
}
