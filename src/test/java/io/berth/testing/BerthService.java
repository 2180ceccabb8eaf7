package io.berth.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Berth as a process of its own, in a temporary folder, as a person would start it. */
public final class BerthService implements Engine {

  private static final Pattern NOT_THE_PRODUCT =
      Pattern.compile("test-classes|springdoc|-oauth2-(authorization|resource)-server");
  private static final Pattern PORT = Pattern.compile("dashboard +http://localhost:(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("with this set-up token.*\\s+(\\S+)");
  private static final Pattern PASSWORD = Pattern.compile("\"password\":\"([^\"]+)\"");

  private final Path folder;
  private final List<String> flags;
  private final String heap;
  private Process process;
  private String password = "";

  private BerthService(Path folder, String heap, List<String> flags) throws IOException {
    this.folder = folder;
    this.heap = heap;
    this.flags = flags;
    this.process = launch("0");
  }

  /**
   * @param flags further ones, such as {@code --logging.level.io.berth=debug}
   */
  public static BerthService start(String... flags) throws IOException, InterruptedException {
    return withHeap("1g", flags);
  }

  /**
   * @param heap the most that the service may have, such as {@code 256m}
   */
  public static BerthService withHeap(String heap, String... flags)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("berth-it");
    var service = new BerthService(folder, heap, List.of(flags));
    service.awaitReady();
    return service;
  }

  @Override
  public String host() {
    return "unix://" + folder.resolve("berth.sock");
  }

  @Override
  public boolean isBerth() {
    return true;
  }

  @Override
  public Path root() {
    return folder.resolve("root");
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /** What the service has logged so far. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** The dashboard's address, the same after a restart. */
  public String dashboard() throws IOException {
    return "http://localhost:" + first(PORT, log());
  }

  /** Of the user "admin", who is made when somebody first asks. */
  public synchronized String password() throws IOException {
    if (password.isEmpty()) {
      String admin = "{\"name\":\"admin\",\"role\":\"administrator\"}";
      var made = RawHttp.request(folder.resolve("berth.sock"), "POST /api/users", admin);
      password = first(PASSWORD, made.body());
    }
    return password;
  }

  /** What the last start printed while nobody had an account. */
  public String setupToken() throws IOException, InterruptedException {
    for (var tries = 0; tries < 100 && !TOKEN.matcher(lastStart()).find(); tries++) {
      Thread.sleep(100);
    }
    return first(TOKEN, lastStart());
  }

  private String lastStart() throws IOException {
    var log = log();
    return log.substring(Math.max(0, log.lastIndexOf("Berth is ready")));
  }

  private static String first(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException(pattern + " is not in " + text);
    }
    return found.group(1);
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    down(true);
    up();
  }

  /** Kills the service, as a crash would, and starts it again on the same folder. */
  public void crash() throws IOException, InterruptedException {
    down(false);
    up();
  }

  @Override
  public void down(boolean orderly) throws IOException {
    if (orderly) {
      stop();
    } else {
      process.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void up() throws IOException, InterruptedException {
    process = launch(first(PORT, log()));
    awaitReady();
  }

  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive()) {
        removeContainers();
      }
    } finally {
      stop();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void removeContainers() {
    var docker = new Docker(host());
    var left = docker.run("ps", "-aq").out().lines().toList();
    if (!left.isEmpty()) {
      docker.run(Stream.concat(Stream.of("rm", "-f", "-v"), left.stream()).toArray(String[]::new));
    }
  }

  private void stop() throws IOException {
    process.destroy();
    process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join();
    if (process.isAlive()) {
      process.destroyForcibly().onExit().join();
      throw new IOException("berth did not stop within 60 s of SIGTERM: " + log());
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    var docker = new Docker(host());
    for (var tries = 0; process.isAlive() && tries < 6000; tries++) {
      if (Files.exists(folder.resolve("berth.sock"))
          && docker.run("version", "-f", "{{.Server.APIVersion}}").exit() == 0) {
        return;
      }
      Thread.sleep(100);
    }
    process.destroyForcibly().waitFor();
    throw new IOException("berth did not start: " + log());
  }

  private Process launch(String port) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        Stream.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=" + System.getProperty("berth.test.tier", "4"),
            "-XX:+UseSerialGC",
            "-Xmx" + heap,
            "-cp",
            productClassPath(),
            "io.berth.BerthApplication",
            "--berth.root=" + folder.resolve("root"),
            "--berth.socket=" + folder.resolve("berth.sock"),
            "--berth.port=" + port);
    return new ProcessBuilder(Stream.concat(command, flags.stream()).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** The tests' class path without what would add routes: as the packaged service's. */
  private static String productClassPath() {
    var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !NOT_THE_PRODUCT.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
