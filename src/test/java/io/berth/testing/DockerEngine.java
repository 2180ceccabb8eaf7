package io.berth.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * Debian's Docker Engine beside Berth, in the host's network so that it reaches Berth's port, with
 * neither a bridge nor a firewall of its own: for images, not for containers.
 */
public final class DockerEngine implements AutoCloseable {

  private final Path folder;
  private final Process process;

  private DockerEngine(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  public static DockerEngine start() throws IOException {
    Path folder = Files.createTempDirectory("berth-docker-engine-");
    var command =
        List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "dockerd",
            "--host=unix://" + folder.resolve("docker.sock"),
            "--data-root=" + folder.resolve("data"),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("docker.pid"),
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-forward=false",
            "--storage-driver=vfs",
            "--log-level=warn");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var engine = new DockerEngine(folder, process);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> engine.docker().run("version").exit() == 0 || !process.isAlive());
      if (!process.isAlive()) {
        throw new IOException("no engine: " + Files.readString(folder.resolve("log")));
      }
      return engine;
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  public Docker docker() {
    return new Docker("unix://" + folder.resolve("docker.sock"));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    FileSystemUtils.deleteRecursively(folder);
  }
}
