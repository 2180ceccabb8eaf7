package io.berth.dashboard.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortSpecTest {

  @ParameterizedTest
  @CsvSource({
    "80, '', '', 80/tcp",
    "8080:80, '', 8080, 80/tcp",
    "5353:53/udp, '', 5353, 53/udp",
    "127.0.0.1:8080:80, 127.0.0.1, 8080, 80/tcp",
    "127.0.0.1::80, 127.0.0.1, '', 80/tcp",
    "[::1]:8080:80, ::1, 8080, 80/tcp",
    "8000-8005:80, '', 8000-8005, 80/tcp"
  })
  void partsAreAsDockersFlagHasThem(String text, String address, String host, String container) {
    assertThat(PortSpec.of(text)).isEqualTo(new PortSpec(address, host, container));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8080:", "80 81"})
  void othersAreRefused(String text) {
    assertThatThrownBy(() -> PortSpec.of(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(text);
  }
}
