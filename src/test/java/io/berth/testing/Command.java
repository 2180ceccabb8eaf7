package io.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of this machine's, such as {@code skopeo}, run to its end. */
public final class Command {

  private static final int SECONDS = 120;

  private Command() {}

  /** Expects success; returns what it printed without the blanks around it. */
  public static String ok(String... command) throws IOException, InterruptedException {
    var out = Files.createTempFile("berth-command", ".out");
    var err = Files.createTempFile("berth-command", ".err");
    try {
      var process =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      var running = process.start();
      running.getOutputStream().close();
      if (!running.waitFor(SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly().onExit().join();
      }
      assertThat(running.exitValue())
          .as("%s%n%s%n%s", List.of(command), Files.readString(out), Files.readString(err))
          .isZero();
      return new String(Files.readAllBytes(out), StandardCharsets.UTF_8).strip();
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
