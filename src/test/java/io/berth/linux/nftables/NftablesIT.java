package io.berth.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Unavailable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class NftablesIT {

  private static final int FD_SETSIZE = 1024;

  /** The library would end the process. */
  @Test
  void opensOnlyWhereItCanWaitForAnswers() throws IOException {
    try (Nftables early = Nftables.open().orElseThrow()) {
      Deque<Closeable> taken = new ArrayDeque<>();
      try {
        for (int i = 0; i < FD_SETSIZE; i++) {
          taken.push(FileChannel.open(Path.of("/dev/null")));
        }
        assertThatThrownBy(Nftables::open)
            .isInstanceOf(Unavailable.class)
            .hasMessageContaining("cannot use descriptor 1");
        assertThat(early.run("list tables")).doesNotContain("rror");
      } finally {
        while (!taken.isEmpty()) {
          taken.pop().close();
        }
      }
    }
  }
}
