package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.container.Containers.Change;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangedFilesTest {

  private static final List<Change> SOME =
      List.of(new Change("/etc", 0), new Change("/etc/New", 1), new Change("/etc/old", 2));

  @Test
  void everyChangeHasItsLetter() {
    var files = ChangedFiles.of(SOME, "", "");
    assertThat(files.rows()).extracting(ChangedFiles.Row::letter).containsExactly("C", "A", "D");
    assertThat(List.of(files.added(), files.changed(), files.deleted())).containsOnly(1L);
  }

  @Test
  void aFilterIsByPathInAnyCaseAndByKind() {
    assertThat(ChangedFiles.of(SOME, " new ", "").rows())
        .extracting(ChangedFiles.Row::path)
        .containsExactly("/etc/New");
    assertThat(ChangedFiles.of(SOME, "", "deleted").rows())
        .extracting(ChangedFiles.Row::path)
        .containsExactly("/etc/old");
    assertThat(ChangedFiles.of(SOME, "new", "deleted").found()).isZero();
  }

  @Test
  void aLongListIsCutAndCounted() {
    var many = IntStream.range(0, 5000).mapToObj(i -> new Change("/f" + i, 1)).toList();
    var files = ChangedFiles.of(many, "", "");
    assertThat(files.rows()).hasSize(ChangedFiles.SHOWN);
    assertThat(files.found()).isEqualTo(5000);
  }
}
