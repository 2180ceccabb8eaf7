package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

  private static final Totp RFC =
      new Totp("12345678901234567890".getBytes(StandardCharsets.US_ASCII));
  private static final Instant NOW = Instant.ofEpochSecond(59);

  /** The last six digits of RFC 6238's appendix B. */
  @ParameterizedTest
  @CsvSource({
    "59,287082",
    "1111111109,081804",
    "1111111111,050471",
    "1234567890,005924",
    "2000000000,279037",
    "20000000000,353130"
  })
  void makesTheCodesOfTheStandard(long time, String code) {
    assertThat(RFC.codeAt(Instant.ofEpochSecond(time))).isEqualTo(code);
    assertThat(RFC.stepOf(code, Instant.ofEpochSecond(time), 0)).hasValue(time / 30);
  }

  @Test
  void aClockMayBeHalfAMinuteOff() {
    var now = Instant.ofEpochSecond(1_000_000_020);
    for (int off : new int[] {-30, 0, 30}) {
      assertThat(RFC.stepOf(RFC.codeAt(now.plusSeconds(off)), now, 0)).as("%d", off).isPresent();
    }
    for (int off : new int[] {-60, 60}) {
      assertThat(RFC.stepOf(RFC.codeAt(now.plusSeconds(off)), now, 0)).as("%d", off).isEmpty();
    }
  }

  @Test
  void noCodeCountsTwiceNorAnyBeforeIt() {
    assertThat(RFC.stepOf("287082", NOW, 1)).isEmpty();
    assertThat(RFC.stepOf(RFC.codeAt(Instant.ofEpochSecond(29)), NOW, 1)).isEmpty();
    assertThat(RFC.stepOf(RFC.codeAt(Instant.ofEpochSecond(60)), NOW, 1)).hasValue(2);
  }

  @Test
  void whatIsNoCodeIsOfNoStep() {
    for (String code : new String[] {"", "28708", "2870820", "２８７０８２", "-87082"}) {
      assertThat(RFC.stepOf(code, NOW, 0)).as(code).isEmpty();
    }
  }

  @Test
  void appsAreToldTheSecretInTheirWords() {
    assertThat(RFC.text()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(Totp.ofText(RFC.text()).secret()).isEqualTo(RFC.secret());
    assertThat(RFC.uri("a.b", "my host"))
        .isEqualTo(
            "otpauth://totp/Berth%20my%20host:a.b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Berth%20my%20host");
  }
}
