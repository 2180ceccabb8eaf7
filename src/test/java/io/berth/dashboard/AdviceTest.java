package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import org.junit.jupiter.api.Test;

class AdviceTest {

  @Test
  void theEnginesWordsComeFirst() {
    assertThat(Advice.with(new Conflict("Container abc is not running")))
        .isEqualTo("Container abc is not running. Start it first");
    assertThat(Advice.with(new NotFound("No such image: a:b")))
        .startsWith("No such image: a:b. Pull it first");
  }

  @Test
  void aPortThatIsTakenIsExplainedWhateverFailureItIs() {
    var words = "Bind for 0.0.0.0:80 failed: port is already allocated";
    assertThat(Advice.with(new Unavailable(words, null))).contains("publish another port");
  }

  @Test
  void wordsThatSayAllStandAlone() {
    assertThat(Advice.with(new InvalidRequest("invalid name"))).isEqualTo("invalid name");
  }
}
