package io.berth.build;

import io.berth.testing.Docker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A build context in a directory, and the docker command that builds it. */
final class BuildPlace {

  private final Path directory;

  BuildPlace(Path directory) {
    this.directory = directory;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  BuildPlace file(String name, String content) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BuildPlace dockerfile(String text) {
    return file("Dockerfile", text);
  }

  Docker.Result build(Docker docker, String... options) {
    List<String> command = new ArrayList<>(List.of("build"));
    command.addAll(List.of(options));
    command.add(directory.toString());
    return docker.run(command.toArray(String[]::new));
  }

  /** Builds and expects success; returns what it said. */
  String ok(Docker docker, String... options) {
    return build(docker, options).ok().out();
  }
}
