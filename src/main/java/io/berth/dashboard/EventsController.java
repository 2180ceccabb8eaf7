package io.berth.dashboard;

import io.berth.event.Event;
import io.berth.team.SeenEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What happened in the engine lately, as far as its memory reaches. */
@Controller
class EventsController {

  private static final int MOST = 200;
  private static final List<String> TYPES = List.of("container", "image", "network", "volume");

  private final SeenEvents events;

  EventsController(SeenEvents events) {
    this.events = events;
  }

  @GetMapping("/dashboard/events")
  String list(
      @RequestParam(defaultValue = "") String type,
      @RequestParam(defaultValue = "") String object,
      @RequestParam(defaultValue = "") String text,
      Model model) {
    List<Event> found =
        events.past(Instant.EPOCH, null).reversed().stream()
            .filter(event -> type.isEmpty() || event.type().equals(type))
            .filter(event -> object.isBlank() || EventRow.concerns(event, object.strip()))
            .filter(event -> text.isBlank() || EventRow.holds(event, text.strip()))
            .limit(MOST + 1)
            .toList();
    model.addAttribute("days", byDay(found.subList(0, Math.min(MOST, found.size()))));
    model.addAttribute("more", found.size() > MOST);
    model.addAttribute("most", MOST);
    model.addAttribute("types", TYPES);
    model.addAttribute("type", type);
    model.addAttribute("object", object);
    model.addAttribute("text", text);
    model.addAttribute("filtered", !(type + object + text).isBlank());
    return "events";
  }

  private static Map<String, List<EventRow>> byDay(List<Event> events) {
    Map<String, List<EventRow>> days = new LinkedHashMap<>();
    for (Event event : events) {
      days.computeIfAbsent(Moments.day(event.at()), _ -> new ArrayList<>()).add(EventRow.of(event));
    }
    return days;
  }
}
