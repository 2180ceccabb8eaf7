package io.berth.streaming;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server says about a stream, as a text message; the stream itself is binary messages.
 *
 * @param type {@code exit} with a code (none when unknown), {@code end}, or {@code error} with a
 *     message
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Notice(String type, @Nullable Integer code, @Nullable String message) {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  static Notice exit(@Nullable Integer code) {
    return new Notice("exit", code, null);
  }

  static Notice end() {
    return new Notice("end", null, null);
  }

  static Notice error(String message) {
    return new Notice("error", null, message);
  }

  void sendTo(WebSocketSession session) throws IOException {
    if (session.isOpen()) {
      session.sendMessage(new TextMessage(MAPPER.writeValueAsString(this)));
    }
  }
}
