package io.berth.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Debian's {@code docker-registry} on a free loopback port with the images of {@code
 * src/test/images/build}, in a storage folder of its own.
 */
public final class TestRegistry implements AutoCloseable {

  public static final String USER = "pusher";
  public static final String PASSWORD = "known to the registry";

  private final Process process;
  private final Path storage;
  private final int port;

  private TestRegistry(Process process, Path storage, int port) {
    this.process = process;
    this.storage = storage;
    this.port = port;
  }

  public static TestRegistry start() throws IOException, InterruptedException {
    return start(false, null);
  }

  /** One that wants a user name and a password: {@value #USER} and {@value #PASSWORD}. */
  public static TestRegistry locked() throws IOException, InterruptedException {
    return start(true, null);
  }

  /** One that speaks TLS as localhost; who vouches for it is in {@code registry.pem}. */
  public static TestRegistry secure(Path certificates) throws Exception {
    SelfSigned.in(certificates, "registry");
    return start(false, certificates);
  }

  private static TestRegistry start(boolean locked, Path tls)
      throws IOException, InterruptedException {
    var images = run(List.of("src/test/images/build"), 600).strip();
    var storage = Files.createTempDirectory("berth-registry");
    run(List.of("cp", "-a", images + "/docker", storage.toString()), 60);
    var port = freePort();
    var users = storage.resolve("htpasswd");
    var hash = new BCryptPasswordEncoder(4).encode(PASSWORD);
    Files.writeString(users, USER + ":" + hash + "\n");
    var auth = locked ? "auth: {htpasswd: {realm: test, path: %s}}".formatted(users) : "";
    var config = storage.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: '127.0.0.1:%d'%s}
        %s
        """
            .formatted(storage, port, tls == null ? "" : ", " + certificate(tls), auth));
    var process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(storage.resolve("log").toFile())
            .start();
    var registry = new TestRegistry(process, storage, port);
    registry.awaitReady();
    return registry;
  }

  private static String certificate(Path folder) {
    return "tls: {certificate: %s, key: %s}"
        .formatted(folder.resolve("registry.pem"), folder.resolve("registry-key.pem"));
  }

  /** The address as image references and URLs spell it. */
  public String address() {
    return "localhost:" + port;
  }

  /** The full reference of one of the images, such as {@code tut/busybox:1}. */
  public String image(String name) {
    return address() + "/" + name;
  }

  /** Where this blob's bytes lie, for tests that damage them. */
  public Path blob(String digest) {
    var hex = digest.substring("sha256:".length());
    return storage.resolve(
        "docker/registry/v2/blobs/sha256/%s/%s/data".formatted(hex.substring(0, 2), hex));
  }

  /** A port nobody listens on just now. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(storage)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://" + address() + "/v2/")).build();
    try (var client = HttpClient.newHttpClient()) {
      for (var tries = 0; process.isAlive() && tries < 100; tries++) {
        try {
          client.send(request, BodyHandlers.discarding());
          return;
        } catch (IOException notYet) {
          Thread.sleep(50);
        }
      }
    }
    var log = Files.readString(storage.resolve("log"));
    close();
    throw new IOException("docker-registry does not answer: " + log);
  }

  private static String run(List<String> command, int seconds)
      throws IOException, InterruptedException {
    var errors = Files.createTempFile("berth-test", ".log");
    try {
      var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(command + " failed: " + Files.readString(errors));
      }
      return out;
    } finally {
      Files.delete(errors);
    }
  }
}
