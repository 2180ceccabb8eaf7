package io.berth.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.testing.InProcessKeeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports in the keeper's hands, when a service dies between reserving them and the start. */
class KeptPortsIT {

  private final Path directory = newDirectory();
  private final KeeperPlace place =
      new KeeperPlace(
          directory, "berth-test-" + ProcessHandle.current().pid() + "-ports", "berthports");

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("berth-ports");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void end() throws Exception {
    InProcessKeeper.awaitEnd(directory);
    Files.deleteIfExists(directory);
  }

  @Test
  void aStartThatNeverCameKeepsNoPortFromOthers() {
    try (RemoteKeeper next = open()) {
      int port;
      try (RemoteKeeper dying = open()) {
        port = dying.ports().reserve("a", wanted(0)).ports().getFirst().hostPort();
      }
      var reserved =
          Awaitility.await()
              .ignoreExceptions()
              .until(() -> next.ports().reserve("b", wanted(port)), given -> true);
      assertThat(reserved.ports().getFirst().hostPort()).isEqualTo(port);
      reserved.close();
    }
  }

  private RemoteKeeper open() {
    return RemoteKeeper.open(place, () -> InProcessKeeper.start(place));
  }

  private static List<PortRequest> wanted(int hostPort) {
    return List.of(new PortRequest("tcp", 80, "127.0.0.1", hostPort));
  }
}
