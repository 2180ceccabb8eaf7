package io.berth.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a webhook gets as its body; receivers made for chats show {@code text}.
 *
 * @param event {@code alert}, {@code recovered} or {@code test}
 * @param host of the engine
 * @param container null when it is about none
 * @param suppressed how often the same happened since it was last told
 * @param at when it happened
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Notice(
    String event,
    String cause,
    String text,
    String summary,
    String rule,
    String host,
    @Nullable About container,
    int suppressed,
    Instant at) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static final String ALERT = "alert";
  static final String RECOVERED = "recovered";
  static final String TEST = "test";

  record About(String id, String name) {}

  static Notice of(
      String event,
      AlertRule rule,
      String host,
      String summary,
      @Nullable About container,
      int suppressed,
      Instant at) {
    String more =
        suppressed == 0 ? "" : ", and %d more since it was last told".formatted(suppressed);
    return new Notice(
        event,
        rule.cause().word(),
        "[Berth on %s] %s%s".formatted(host, summary, more),
        summary + more,
        rule.name(),
        host,
        container,
        suppressed,
        at);
  }

  String json() {
    return JSON.writeValueAsString(this);
  }

  static Notice of(String json) {
    return JSON.readValue(json, Notice.class);
  }
}
