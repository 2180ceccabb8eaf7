package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPathsTest {

  @Test
  void allowsTheListedDirectoriesAndNoneBelow() {
    var paths = new HostPaths(HostPaths.checked(Set.of(Path.of("/srv/data/"))));
    assertThat(paths.allows("/srv/data")).isTrue();
    assertThat(paths.allows("/srv/data/link")).isFalse();
    assertThat(paths.allows("/srv")).isFalse();
    assertThat(paths.allows("/srv/database")).isFalse();
  }

  @Test
  void refusesAListThatWouldNotHold() {
    assertThatThrownBy(() -> HostPaths.checked(Set.of(Path.of("/srv"), Path.of("/srv/a"))))
        .hasMessage("/srv/a lies in another directory of the list");
    assertThatThrownBy(() -> HostPaths.checked(Set.of(Path.of("data")))).isNotNull();
  }
}
