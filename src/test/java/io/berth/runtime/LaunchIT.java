package io.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaunchIT {

  private Box box;

  @BeforeEach
  void open() throws IOException {
    box = new Box();
  }

  @AfterEach
  void close() throws IOException {
    box.close();
  }

  @Test
  void runsAndReportsExitCodes() throws IOException {
    assertThat(box.run("true").code()).isZero();
    assertThat(box.run("/bin/false").code()).isEqualTo(1);
    assertThat(box.shell("exit 3").code()).isEqualTo(3);
  }

  @Test
  void outputIsCapturedApart() throws IOException {
    Box.Result result = box.shell("echo out; echo err >&2");

    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
  }
}
