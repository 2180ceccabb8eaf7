package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.24", "1.30", "1.41", "1.44", "1.47"})
  void theRangeIsSupported(String version) {
    assertThatCode(() -> ApiVersion.parse(version).requireSupported()).doesNotThrowAnyException();
  }

  @Test
  void newerAndOlderOnesAreRefusedInDockersWords() {
    assertThatThrownBy(() -> ApiVersion.parse("1.99").requireSupported())
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(
            "client version 1.99 is too new. Maximum supported API version is " + ApiVersion.MAX);
    assertThatThrownBy(() -> ApiVersion.parse("1.5").requireSupported())
        .hasMessage(
            "client version 1.5 is too old. Minimum supported API version is 1.24,"
                + " please upgrade your client to a newer version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "1.99999999999999999999", "99999999999.1", "1.", "0.0", "1.4.1"})
  void oddOnesDoNotFail(String version) {
    assertThat(ApiVersion.parse(version)).isNotNull();
  }

  @Test
  void theyCompareAsNumbers() {
    assertThat(new ApiVersion(1, 42).atLeast(1, 42)).isTrue();
    assertThat(new ApiVersion(1, 9).atLeast(1, 42)).isFalse();
    assertThat(new ApiVersion(2, 0).atLeast(1, 42)).isTrue();
  }
}
