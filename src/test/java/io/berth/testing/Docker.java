package io.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The real {@code docker} command, pointed at one engine and with a configuration of its own. */
public final class Docker {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** The common pool is small: a command that goes on would hold it from the next ones. */
  private static final Executor OWN_THREAD = Thread::startVirtualThread;

  private final String host;
  private final Path config;

  public Docker(String host) {
    this.host = host;
    try {
      config = Files.createTempDirectory("berth-docker-config");
      config.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same over TCP, as whoever has this token. */
  public static Docker as(String token, int port) {
    var docker = new Docker("tcp://127.0.0.1:" + port);
    try {
      Files.writeString(
          docker.config.resolve("config.json"),
          "{\"HttpHeaders\": {\"Authorization\": \"Bearer " + token + "\"}}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return docker;
  }

  /** The same with a login at a registry, which nobody has checked. */
  public static Docker withLogin(String host, String registry, String user, String password) {
    var docker = new Docker(host);
    var pair =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    try {
      Files.writeString(
          docker.config.resolve("config.json"),
          "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry, pair));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return docker;
  }

  /** What a command printed and how it ended. */
  public record Result(List<String> command, int exit, String out, String err) {

    public Result ok() {
      return exits(0);
    }

    public Result exits(int expected) {
      assertThat(exit).as("%s%nout: %s%nerr: %s", command, out, err).isEqualTo(expected);
      return this;
    }

    public String text() {
      return out.strip();
    }
  }

  public Result run(String... arguments) {
    return feed("", arguments);
  }

  /** Runs and expects success; returns standard output without the blanks around it. */
  public String ok(String... arguments) {
    return run(arguments).ok().text();
  }

  /**
   * Events until now, a line each.
   *
   * @param since a time as the engine writes it
   * @param format such as {@code {{.Action}}}
   * @param filters such as {@code type=network}
   */
  public String events(String since, String format, String... filters) {
    List<String> words = new ArrayList<>(List.of("events", "--since", since));
    words.addAll(List.of("--until", ok("info", "-f", "{{.SystemTime}}"), "--format", format));
    for (String filter : filters) {
      words.addAll(List.of("--filter", filter));
    }
    return ok(words.toArray(String[]::new));
  }

  public Result feed(String input, String... arguments) {
    return feed(input.getBytes(StandardCharsets.UTF_8), arguments);
  }

  public Result feed(byte[] input, String... arguments) {
    var process = start(arguments);
    var out = CompletableFuture.supplyAsync(() -> drain(process.getInputStream()), OWN_THREAD);
    var err = CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()), OWN_THREAD);
    try (var stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException e) {
      // The command may end before it has read everything; its exit status tells.
    }
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            "no end after %s: %s%nout: %s%nerr: %s"
                .formatted(PATIENCE, command(arguments), out.join(), err.join()));
      }
      return new Result(command(arguments), process.exitValue(), out.join(), err.join());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  /** Starts the command and leaves its streams and its end to the caller. */
  public Process start(String... arguments) {
    var builder = new ProcessBuilder(command(arguments));
    environment(builder);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the command on a terminal of this size. */
  public Terminal terminal(int rows, int columns, String... arguments) {
    return new Terminal(rows, columns, command(arguments), this::environment);
  }

  public String host() {
    return host;
  }

  private void environment(ProcessBuilder builder) {
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("DOCKER_"));
    environment.put("DOCKER_HOST", host);
    environment.put("DOCKER_CONFIG", config.toString());
  }

  private static List<String> command(String... arguments) {
    var command = new ArrayList<String>(List.of("docker"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String drain(java.io.InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
