package io.berth.streaming;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server says about a stream, as a text message; the stream itself is binary messages.
 *
 * @param type {@code exec} with the id to come back with, {@code exit} with a code (none when
 *     unknown), {@code end}, {@code error} with a message, or {@code alive}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Notice(String type, @Nullable Integer code, @Nullable String message, @Nullable String id) {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  static Notice exec(String id) {
    return new Notice("exec", null, null, id);
  }

  static Notice exit(@Nullable Integer code) {
    return new Notice("exit", code, null, null);
  }

  static Notice end() {
    return new Notice("end", null, null, null);
  }

  static Notice error(@Nullable String message) {
    return new Notice("error", null, message, null);
  }

  static Notice alive() {
    return new Notice("alive", null, null, null);
  }
}
