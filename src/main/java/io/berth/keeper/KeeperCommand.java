package io.berth.keeper;

import java.nio.file.Path;
import java.util.List;

/** Stand-in until the run layout is there. */
final class KeeperCommand {
  private KeeperCommand() {}

  static List<String> command(Path root) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xss256k",
        "-Xms8m",
        "-Xmx96m",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "io.berth.keeper.KeeperMain",
        "--root",
        root.toString());
  }
}
