package io.berth.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeeperCommandTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @AfterEach
  void forget() {
    System.clearProperty(KeeperCommand.ARGUMENT_FILE);
  }

  @Test
  void aBuiltBerthUsesItsArgumentFile() {
    System.setProperty(KeeperCommand.ARGUMENT_FILE, "/opt/berth/run/keeper.args");
    assertThat(KeeperCommand.command(Path.of("/var/lib/berth")))
        .containsExactly(JAVA, "@/opt/berth/run/keeper.args", "--root", "/var/lib/berth");
  }

  @Test
  void elsewhereOnlyOurClassesAndJnaAreOnTheClassPath() {
    List<String> command = KeeperCommand.command(Path.of("/var/lib/berth"));
    assertThat(command).startsWith(JAVA).contains("-XX:+UseSerialGC").noneMatch(String::isBlank);
    assertThat(command).endsWith("io.berth.keeper.KeeperMain", "--root", "/var/lib/berth");
    String[] places = command.get(command.indexOf("-cp") + 1).split(":");
    assertThat(places).hasSize(2);
    assertThat(Path.of(places[0], "io/berth/keeper/KeeperCommand.class")).isRegularFile();
    assertThat(Path.of(places[1]).getFileName().toString()).startsWith("jna-");
  }

  @Test
  void theFlagsAreThoseOfThisJvm() throws Exception {
    List<String> command = KeeperCommand.command(Path.of("/"));
    List<String> version =
        new ArrayList<>(command.subList(0, command.indexOf("io.berth.keeper.KeeperMain")));
    version.add("-version");
    Path output = Files.createTempFile("keeper", "version");
    try {
      Process java =
          new ProcessBuilder(version)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(java.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      Files.delete(output);
    }
  }
}
