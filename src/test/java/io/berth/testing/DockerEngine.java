package io.berth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** Debian's Docker Engine on folders and a socket of its own, without network, for its images. */
public final class DockerEngine implements AutoCloseable {

  private final Path folder;
  private final Process process;

  private DockerEngine(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  public static DockerEngine start() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("berth-dockerd");
    var process =
        new ProcessBuilder(
                "dockerd",
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--host=unix://" + folder.resolve("sock"),
                "--storage-driver=vfs",
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var engine = new DockerEngine(folder, process);
    for (var tries = 0; process.isAlive() && tries < 300; tries++) {
      if (Files.exists(folder.resolve("sock")) && engine.docker().run("version").exit() == 0) {
        return engine;
      }
      Thread.sleep(100);
    }
    var log = Files.readString(folder.resolve("log"));
    engine.close();
    throw new IOException("dockerd did not start: " + log);
  }

  public Docker docker() {
    return new Docker("unix://" + folder.resolve("sock"));
  }

  @Override
  public void close() throws IOException {
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
