package io.berth.dashboard.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "512m, 536870912",
    "1.5G, 1610612736",
    "64 MiB, 67108864",
    "10kb, 10240",
    "1000, 1000",
    "7b, 7"
  })
  void bytesArePowersOf1024(String text, long bytes) {
    assertThat(Amounts.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "much", "-1m", "5x", "1e9", "999999999999999t"})
  void otherAmountsAreRefused(String text) {
    assertThatThrownBy(() -> Amounts.bytes(text)).isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @CsvSource({"2, 2000000000", "0.5, 500000000", "0.000000001, 1"})
  void processorsAreBillionths(String text, long billionths) {
    assertThat(Amounts.billionths(text)).isEqualTo(billionths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "half", "-1", "1,5", "0.0000000001"})
  void otherNumbersOfProcessorsAreRefused(String text) {
    assertThatThrownBy(() -> Amounts.billionths(text)).isInstanceOf(InvalidRequest.class);
  }
}
