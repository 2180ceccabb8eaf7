package io.berth.testing;

import io.berth.BerthApplication;
import io.berth.security.Role;
import io.berth.security.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The real service in this process, on a root directory, a socket and a TCP port of its own.
 * Closing it stops it and removes everything it kept.
 */
public final class RunningBerth implements AutoCloseable {

  private final Path home;
  private final String[] flags;
  private ConfigurableApplicationContext context;

  private RunningBerth(Path home, String[] flags) {
    this.home = home;
    this.flags = flags;
    this.context = run();
    bean(Users.class).create("admin", Role.ADMINISTRATOR);
  }

  /**
   * Starts the service, with an administrator "admin".
   *
   * @param flags further ones, such as {@code --logging.level.io.berth=debug}
   */
  public static RunningBerth start(String... flags) {
    try {
      return new RunningBerth(Files.createTempDirectory("berth-it-"), flags);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConfigurableApplicationContext run() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--berth.root=" + root(),
                "--berth.socket=" + socket(),
                "--berth.port=0",
                "--berth.stop-containers=true"));
    all.addAll(Arrays.asList(flags));
    return SpringApplication.run(BerthApplication.class, all.toArray(String[]::new));
  }

  /** Stops the service and starts it again on what it kept. */
  public void restart() {
    context.close();
    context = run();
  }

  public Path root() {
    return home.resolve("root");
  }

  public Path socket() {
    return home.resolve("berth.sock");
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  /** Makes a user; returns what says in an Authorization header that it is that one. */
  public String basic(String name, Role role) {
    String pair = name + ":" + bean(Users.class).create(name, role);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** The real docker command, talking to this service. */
  public Docker docker() {
    return new Docker("unix://" + socket());
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** All of a type, by name. */
  public <T> Map<String, T> beans(Class<T> type) {
    return context.getBeansOfType(type);
  }

  @Override
  public void close() {
    try {
      context.close();
    } finally {
      try {
        FileSystemUtils.deleteRecursively(home);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
