package io.berth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** Debian's Docker Engine, in namespaces of its own, to hold Berth against. */
public final class DockerEngine implements AutoCloseable {

  private final Path folder;
  private final Process process;

  private DockerEngine(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  public static DockerEngine start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("docker-it-");
    // it lives until its input ends
    Process process =
        new ProcessBuilder("src/test/engine/docker-engine", folder.toString(), "cat")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    DockerEngine engine = new DockerEngine(folder, process);
    for (int i = 0; i < 600; i++) {
      if (Files.exists(folder.resolve("docker.sock"))
          && engine.docker().run("version").exit() == 0) {
        return engine;
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(100);
    }
    String said = Files.readString(folder.resolve("out"));
    engine.close();
    throw new IllegalStateException("Docker Engine did not start: " + said);
  }

  /** The real docker command, talking to it. */
  public Docker docker() {
    return new Docker("unix://" + folder.resolve("docker.sock"));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    FileSystemUtils.deleteRecursively(folder);
  }
}
