package io.berth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A person at a terminal: util-linux's {@code script} holds the pseudo-terminal, this types and
 * reads.
 */
public final class Terminal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final Path device;
  private final StringBuilder screen = new StringBuilder();
  private int read;

  Terminal(int rows, int columns, List<String> command, Consumer<ProcessBuilder> environment) {
    try {
      device = Files.createTempFile("berth-terminal", "");
      var quoted = new StringBuilder("exec");
      command.forEach(word -> quoted.append(" '").append(word.replace("'", "'\\''")).append('\''));
      var script = "stty rows %d cols %d; tty > %s; %s".formatted(rows, columns, device, quoted);
      var builder = new ProcessBuilder("script", "-qfec", script, "/dev/null");
      environment.accept(builder);
      process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::collect);
  }

  public Terminal type(String keys) {
    try {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for this pattern in what has been printed since the last match. */
  public Terminal expect(String regex) {
    var pattern = Pattern.compile(regex);
    var end = System.nanoTime() + PATIENCE.toNanos();
    synchronized (screen) {
      while (true) {
        var matcher = pattern.matcher(screen);
        if (matcher.find(read)) {
          read = matcher.end();
          return this;
        }
        var left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("no /%s/ on the screen:%n%s".formatted(regex, screen));
        }
        try {
          screen.wait(left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** The window changes its size; the kernel tells the command by SIGWINCH. */
  public void resize(int rows, int columns) {
    try {
      var name = Files.readString(device).strip();
      var stty =
          new ProcessBuilder("stty", "-F", name, "rows", "" + rows, "cols", "" + columns).start();
      if (stty.waitFor() != 0) {
        throw new AssertionError(new String(stty.getErrorStream().readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The command's exit status once it has ended by itself. */
  public int exit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the command did not end; the screen:\n" + screen());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public String screen() {
    synchronized (screen) {
      return screen.toString();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(device);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void collect() {
    var buffer = new byte[4096];
    try (var in = process.getInputStream()) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        synchronized (screen) {
          screen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
          screen.notifyAll();
        }
      }
    } catch (IOException e) {
      // The terminal is gone: nothing more will be printed.
    }
  }
}
