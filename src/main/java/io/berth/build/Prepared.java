package io.berth.build;

import io.berth.dockerfile.Dockerfile;
import java.nio.file.Path;
import java.util.function.Function;

/** What a build stands on: its folder, and in it the context with its Dockerfile. */
record Prepared(BuildFolder folder, Context context, Dockerfile file) implements AutoCloseable {

  /**
   * Takes the folder, and lets it go when something fails.
   *
   * @param receive fills an empty directory
   * @param dockerfile its path in the context
   * @throws io.berth.dockerfile.DockerfileError it is none
   */
  static Prepared of(BuildFolder folder, Function<Path, Context> receive, String dockerfile) {
    try {
      Context context = receive.apply(folder.directory());
      try {
        return new Prepared(folder, context, Dockerfile.parse(context.dockerfile(dockerfile)));
      } catch (RuntimeException e) {
        context.close();
        throw e;
      }
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (folder) {
      context.close();
    }
  }
}
