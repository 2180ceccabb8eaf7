package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {

  @Test
  void bothFormsMeanTheSame() {
    Map<String, Set<String>> expected = Map.of("label", Set.of("x=y"), "name", Set.of("web", "db"));
    assertThat(
            Filters.parse(
                "{\"label\":{\"x=y\":true},\"name\":{\"web\":true,\"db\":true,\"no\":false}}"))
        .isEqualTo(expected);
    assertThat(Filters.parse("{\"label\": [\"x=y\"], \"name\": [\"web\", \"db\"]}"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"{}", "null", " "})
  void nothingIsEmpty(String json) {
    assertThat(Filters.parse(json)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "7", "{\"a\":7}", "{\"a\":[[]]}", "{\"a\":{}} x", "nope"})
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> Filters.parse(json)).isInstanceOf(InvalidRequest.class);
  }
}
