package io.berth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file as a strict reader of asciicast v2 takes it. */
record Cast(JsonNode header, List<Event> events) {

  record Event(double at, String code, String data) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Cast read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Cast parse(String text) {
    assertThat(text).endsWith("\n");
    List<String> lines = text.lines().toList();
    var events = new ArrayList<Event>();
    double before = 0;
    for (String line : lines.subList(1, lines.size())) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.size()).isEqualTo(3);
      assertThat(event.get(0).isNumber() && event.get(2).isString()).as(line).isTrue();
      assertThat(event.get(1).asString()).isIn("o", "r", "m");
      assertThat(event.get(0).asDouble()).isGreaterThanOrEqualTo(before);
      before = event.get(0).asDouble();
      events.add(new Event(before, event.get(1).asString(), event.get(2).asString()));
    }
    return new Cast(JSON.readTree(lines.getFirst()), events);
  }

  String output() {
    return data("o").collect(Collectors.joining());
  }

  List<String> sizes() {
    return data("r").toList();
  }

  private java.util.stream.Stream<String> data(String code) {
    return events.stream().filter(event -> event.code().equals(code)).map(Event::data);
  }
}
