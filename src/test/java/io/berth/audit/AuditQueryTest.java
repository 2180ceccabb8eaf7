package io.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditQueryTest {

  @ParameterizedTest
  @CsvSource({
    "2026-05-01, 2026-05-01T00:00:00Z, 2026-05-02T00:00:00Z",
    "2026-05-01T10:30, 2026-05-01T10:30:00Z, 2026-05-01T10:30:00Z",
    "2026-05-01T10:30:05Z, 2026-05-01T10:30:05Z, 2026-05-01T10:30:05Z",
    "2026-05-01T10:30:05+02:00, 2026-05-01T08:30:05Z, 2026-05-01T08:30:05Z"
  })
  void timesAreInUtcUnlessTheySayOtherwise(String text, Instant from, Instant to) {
    var query = AuditQuery.of(Map.of("from", text, "to", text));
    assertThat(query.from()).isEqualTo(from);
    assertThat(query.to()).isEqualTo(to);
  }

  @Test
  void nothingSelectsAll() {
    assertThat(AuditQuery.of(Map.of())).isEqualTo(AuditQuery.ALL);
  }

  @ParameterizedTest
  @CsvSource({"from, yesterday", "result, maybe", "before, x"})
  void whatCannotBeReadIsRefused(String name, String value) {
    assertThatThrownBy(() -> AuditQuery.of(Map.of(name, value))).isInstanceOf(InvalidRequest.class);
  }
}
