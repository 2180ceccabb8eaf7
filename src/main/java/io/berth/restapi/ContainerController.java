package io.berth.restapi;

import io.berth.container.Containers;
import io.berth.container.Containers.ListQuery;
import io.berth.container.Containers.ProcessTable;
import io.berth.container.InspectDocument;
import io.berth.failure.InvalidRequest;
import io.berth.log.ContainerLog;
import io.berth.log.LineFilter;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.team.SeenEvents;
import io.berth.usage.UsageHistory;
import io.berth.usage.UsageSample;
import io.berth.why.Explanation;
import io.berth.why.Why;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Containers as lists show them, and each side of one. */
@RestController
@RequestMapping("/api/containers")
class ContainerController {

  private static final int MOST_LINES = 10_000;

  private final Containers containers;
  private final UsageHistory usage;
  private final InspectDocument document;
  private final SeenEvents events;
  private final Why why;
  private final Ownership ownership;

  ContainerController(
      Containers containers,
      UsageHistory usage,
      InspectDocument document,
      SeenEvents events,
      Why why,
      Ownership ownership) {
    this.containers = containers;
    this.usage = usage;
    this.document = document;
    this.events = events;
    this.why = why;
    this.ownership = ownership;
  }

  /**
   * @param kind {@code changed}, {@code added} or {@code deleted}
   */
  record ChangedFile(String path, String kind) {}

  /**
   * @param stream {@code stdout} or {@code stderr}
   */
  record LogLine(Instant at, String stream, String text) {}

  /** Newest first. Values of one parameter are alternatives; of labels all must be there. */
  @GetMapping
  List<ContainerSummary> list(
      @RequestParam(required = false) @Nullable Set<String> status,
      @RequestParam(required = false) @Nullable Set<String> label,
      @RequestParam(required = false) @Nullable Set<String> image,
      @RequestParam(required = false) @Nullable Set<String> name) {
    var filters = new HashMap<String, Set<String>>();
    put(filters, "status", status);
    put(filters, "label", label);
    put(filters, "ancestor", image);
    put(filters, "name", name);
    usage.watchAll();
    var now = Instant.now();
    return containers.list(new ListQuery(true, 0, false, filters)).stream()
        .map(view ->
            ContainerSummary.of(
                view.masked(),
                ownership.namesOf(Kind.CONTAINER, view.id()),
                usage.of(view.id()),
                now))
        .toList();
  }

  private static void put(
      Map<String, Set<String>> filters, String name, @Nullable Set<String> values) {
    if (values != null && !values.isEmpty()) {
      filters.put(name, values);
    }
  }

  /** The document that {@code docker inspect} shows, secrets masked. */
  @GetMapping(path = "/{ref}", produces = MediaType.APPLICATION_JSON_VALUE)
  String inspect(@PathVariable String ref) {
    return document.of(containers.inspect(ref, false).masked());
  }

  /** Why it stopped, in plain words; what it does, when it runs. */
  @GetMapping("/{ref}/why")
  Explanation why(@PathVariable String ref) {
    return why.explain(ref);
  }

  /**
   * Measurements of the last minutes, oldest first. Asking makes the engine measure each second for
   * half a minute; before that the list is empty.
   */
  @GetMapping("/{ref}/usage")
  List<UsageSample> usage(@PathVariable String ref) {
    String id = containers.inspect(ref, false).id();
    usage.watch(id);
    return usage.of(id);
  }

  /** What it changed in its file system since it was made. */
  @GetMapping("/{ref}/changes")
  List<ChangedFile> changes(@PathVariable String ref) {
    return containers.changes(ref).stream()
        .map(change -> new ChangedFile(change.path(), kind(change.kind())))
        .toList();
  }

  private static String kind(int kind) {
    return switch (kind) {
      case 1 -> "added";
      case 2 -> "deleted";
      default -> "changed";
    };
  }

  /**
   * @param args of {@code ps}
   */
  @GetMapping("/{ref}/processes")
  ProcessTable processes(
      @PathVariable String ref, @RequestParam(defaultValue = "-ef") String args) {
    return containers.processes(ref, args);
  }

  /** What happened to it, newest first, as far as the engine's memory reaches. */
  @GetMapping("/{ref}/events")
  List<EventBody> events(@PathVariable String ref) {
    var view = containers.inspect(ref, false);
    return events.past(view.created().minusSeconds(1), null).reversed().stream()
        .filter(event -> event.type().equals("container") && event.actorId().equals(view.id()))
        .map(EventBody::of)
        .toList();
  }

  /**
   * The last lines of its log that the filter selects, oldest first.
   *
   * @param q what a line contains, whatever its case, as is {@code not} what it does not
   * @param regex whether the two are regular expressions
   * @param stream {@code stdout}, {@code stderr} or both when missing
   */
  @GetMapping("/{ref}/logs")
  List<LogLine> logs(
      @PathVariable String ref,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String not,
      @RequestParam(defaultValue = "false") boolean regex,
      @RequestParam(defaultValue = "") String stream,
      @RequestParam(required = false) @Nullable Instant since,
      @RequestParam(required = false) @Nullable Instant until,
      @RequestParam(defaultValue = "1000") int limit)
      throws IOException {
    if (limit < 1 || limit > MOST_LINES) {
      throw new InvalidRequest("limit must be between 1 and " + MOST_LINES);
    }
    if (!Set.of("", "stdout", "stderr").contains(stream)) {
      throw new InvalidRequest("stream must be stdout or stderr");
    }
    var query =
        new ContainerLog.Query(
            !stream.equals("stderr"),
            !stream.equals("stdout"),
            limit,
            since,
            until,
            false,
            LineFilter.of(q, not, regex));
    var lines = new ArrayList<LogLine>();
    try (var reader = containers.logs(ref).log().read(query)) {
      for (var record = reader.next(); record != null; record = reader.next()) {
        lines.add(line(record));
      }
    }
    return lines;
  }

  private static LogLine line(ContainerLog.Record record) {
    String text = new String(record.bytes(), StandardCharsets.UTF_8);
    return new LogLine(
        record.at(),
        record.stream() == ContainerLog.Stream.STDERR ? "stderr" : "stdout",
        text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
  }
}
