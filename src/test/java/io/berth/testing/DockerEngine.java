package io.berth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** Debian's Docker Engine on folders and a socket of its own, to hold Berth against. */
public final class DockerEngine implements AutoCloseable {

  private final Path folder;
  private final Process process;

  private DockerEngine(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** For its images: it reaches registries on loopback, and gives containers no network. */
  public static DockerEngine start() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("berth-dockerd");
    return start(
        folder,
        List.of(
            "dockerd",
            "--data-root=" + folder.resolve("data"),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"),
            "--host=unix://" + folder.resolve("docker.sock"),
            "--storage-driver=vfs",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false"));
  }

  /** For its containers as well: it is in namespaces of its own, without a way to others. */
  public static DockerEngine startApart() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("berth-dockerd");
    return start(folder, List.of("src/test/engine/docker-engine", folder.toString(), "cat"));
  }

  private static DockerEngine start(Path folder, List<String> command)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var engine = new DockerEngine(folder, process);
    for (var tries = 0; process.isAlive() && tries < 600; tries++) {
      if (Files.exists(folder.resolve("docker.sock"))
          && engine.docker().run("version").exit() == 0) {
        return engine;
      }
      Thread.sleep(100);
    }
    var log = Files.readString(folder.resolve("log"));
    engine.close();
    throw new IOException("dockerd did not start: " + log);
  }

  /** The real docker command, talking to it. */
  public Docker docker() {
    return new Docker("unix://" + folder.resolve("docker.sock"));
  }

  /** One that is apart lives until its input ends. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    FileSystemUtils.deleteRecursively(folder);
  }
}
