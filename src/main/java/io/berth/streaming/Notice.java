package io.berth.streaming;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the server says about a stream, as a text message; the stream itself is binary messages. */
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface Notice {

  JsonMapper MAPPER = JsonMapper.builder().build();

  String type();

  /**
   * {@code alive}, {@code end}, {@code recorded}: the session is, or {@code replayed}: what comes
   * from now on is new.
   */
  record Word(String type) implements Notice {}

  /** {@code exec} with the id to come back with, {@code shared} with the one to watch with. */
  record Named(String type, String id) implements Notice {}

  /**
   * @param code null when unknown
   */
  record Exit(String type, @Nullable Integer code) implements Notice {}

  record Failure(String type, @Nullable String message) implements Notice {}

  /**
   * Which bytes come next.
   *
   * @param id of the output they belong to
   * @param at their place in it
   * @param fresh whether they do not go on where the browser was
   * @param terminal whether they come from a terminal
   */
  record Output(String type, String id, long at, boolean fresh, boolean terminal)
      implements Notice {}

  record Size(String type, int rows, int columns) implements Notice {}

  record Watchers(String type, int count) implements Notice {}

  record Changed(String type, Set<String> topics) implements Notice {}

  static Notice exec(String id) {
    return new Named("exec", id);
  }

  static Notice shared(String id) {
    return new Named("shared", id);
  }

  static Notice exit(@Nullable Integer code) {
    return new Exit("exit", code);
  }

  static Notice end() {
    return new Word("end");
  }

  static Notice error(@Nullable String message) {
    return new Failure("error", message);
  }

  static Notice alive() {
    return new Word("alive");
  }

  static Notice recorded() {
    return new Word("recorded");
  }

  static Notice replayed() {
    return new Word("replayed");
  }

  static Notice output(String id, long at, boolean fresh, boolean terminal) {
    return new Output("output", id, at, fresh, terminal);
  }

  static Size size(int rows, int columns) {
    return new Size("size", rows, columns);
  }

  static Notice watchers(int count) {
    return new Watchers("watchers", count);
  }

  static Notice changed(Set<String> topics) {
    return new Changed("changed", topics);
  }
}
