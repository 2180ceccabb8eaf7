package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An engine with the image {@code box}, in which builds of {@code made:1} and so on go on. It lasts
 * as long as a class of tests.
 */
final class BuildEngine implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private @Nullable RunningBerth berth;

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    berth = RunningBerth.start();
    docker().feed(BusyboxRoot.tar(), "import", "-", "box").ok();
  }

  RunningBerth berth() {
    return Objects.requireNonNull(berth);
  }

  Docker docker() {
    return berth().docker();
  }

  /** As clients are told it. */
  String host() {
    return "unix://" + socket();
  }

  Path socket() {
    return berth().socket();
  }

  /** Runs a script in an image. */
  String in(String image, String script) {
    return docker().ok("run", "--rm", "--entrypoint", "sh", image, "-c", script);
  }

  /** Of builds that go on, or have left something. */
  List<String> folders() {
    String[] names = berth().root().resolve("builds").toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  /** No container and no folder of a build is left, and after a removal no image either. */
  @Override
  public void afterEach(ExtensionContext test) {
    Docker docker = docker();
    assertThat(docker.ok("ps", "-aq")).isEmpty();
    assertThat(folders()).isEmpty();
    docker.run("rmi", "-f", "made:1", "made:2");
    docker.ok("image", "prune", "-f");
    assertThat(docker.ok("images", "-aq").lines()).hasSize(1);
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (berth != null) {
      berth.close();
    }
  }
}
