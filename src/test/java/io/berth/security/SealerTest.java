package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {

  @TempDir Path root;

  @Test
  void opensWhatItSealedAlsoAfterARestart() throws Exception {
    String sealed = new Sealer(root).seal("planted");
    assertThat(sealed).doesNotContain("planted").isNotEqualTo(new Sealer(root).seal("planted"));
    assertThat(new Sealer(root).open(sealed)).hasValue("planted");
    assertThat(Files.getPosixFilePermissions(root.resolve("sealing.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(root)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void anotherKeyOrAChangedTextOpensNothing() throws Exception {
    var sealer = new Sealer(root);
    String sealed = sealer.seal("planted");
    char last = sealed.charAt(4);
    assertThat(
            sealer.open(sealed.substring(0, 4) + (last == 'A' ? 'B' : 'A') + sealed.substring(5)))
        .isEmpty();
    assertThat(sealer.open("no base64!")).isEmpty();
    Files.delete(root.resolve("sealing.key"));
    assertThat(new Sealer(root).open(sealed)).isEmpty();
  }
}
