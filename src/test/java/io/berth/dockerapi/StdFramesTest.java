package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.log.ContainerLog.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StdFramesTest {

  @Test
  void eachPieceHasAHeader() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StdFrames frames = new StdFrames(out);
    frames.write(Stream.STDOUT, "xhix".getBytes(), 1, 2);
    frames.write(Stream.STDERR, new byte[70_000], 0, 70_000);
    byte[] bytes = out.toByteArray();
    assertThat(bytes).startsWith(1, 0, 0, 0, 0, 0, 0, 2, 'h', 'i', 2, 0, 0, 0, 0, 1, 0x11, 0x70);
    assertThat(bytes).hasSize(8 + 2 + 8 + 70_000);
  }

  @Test
  void aTerminalIsRaw() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StdFrames.sink(out, true).write(Stream.STDOUT, "hi".getBytes(), 0, 2);
    assertThat(out.toByteArray()).containsExactly('h', 'i');
  }

  @Test
  void theContentTypeFollowsTheRequestsVersion() {
    assertThat(StdFrames.contentType(new ApiVersion(1, 41), false)).isEqualTo(StdFrames.RAW);
    assertThat(StdFrames.contentType(new ApiVersion(1, 42), false))
        .isEqualTo(StdFrames.MULTIPLEXED);
    assertThat(StdFrames.contentType(new ApiVersion(1, 47), true)).isEqualTo(StdFrames.RAW);
  }
}
