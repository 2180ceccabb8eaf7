package io.berth.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {

  private static final byte[] CONTENT = "a layer's bytes".getBytes(UTF_8);
  private static final Descriptor EXPECTED =
      new Descriptor("x", Digest.sha256(CONTENT), CONTENT.length);

  @TempDir Path root;
  private BlobStore store;

  @BeforeEach
  void open() {
    store = new BlobStore(root.resolve("blobs"));
  }

  @Test
  void contentIsVisibleOnlyAfterTheCommit() throws IOException {
    try (BlobWriter writer = store.writer(EXPECTED)) {
      writer.write(CONTENT, 0, CONTENT.length);
      assertThat(store.has(EXPECTED.digest())).isFalse();
      writer.commit();
    }
    assertThat(store.read(EXPECTED.digest(), 100)).isEqualTo(CONTENT);
    assertThat(store.list()).containsExactly(EXPECTED.digest());
    store.delete(EXPECTED.digest());
    assertThatThrownBy(() -> store.open(EXPECTED.digest())).isInstanceOf(NotFound.class);
  }

  @Test
  void otherBytesFailNamingBothDigestsAndNothingStays() throws IOException {
    byte[] other = "b layer's bytes".getBytes(UTF_8);
    try (BlobWriter writer = store.writer(EXPECTED)) {
      writer.write(other, 0, other.length);
      assertThatThrownBy(writer::commit)
          .isInstanceOf(Unavailable.class)
          .hasMessage(
              "filesystem layer verification failed for digest "
                  + EXPECTED.digest()
                  + ": got "
                  + Digest.sha256(other));
    }
    assertNothingStays();
  }

  @Test
  void tooManyAndTooFewBytesFail() throws IOException {
    try (BlobWriter writer = store.writer(EXPECTED)) {
      assertThatThrownBy(() -> writer.write(new byte[100], 0, 100)).isInstanceOf(Unavailable.class);
    }
    assertNothingStays();
    try (BlobWriter writer = store.writer(EXPECTED)) {
      writer.write(CONTENT, 0, 3);
      assertThatThrownBy(writer::commit).isInstanceOf(Unavailable.class);
    }
    assertNothingStays();
  }

  @Test
  void anInterruptedWriteGoesOnWhereItStopped() throws IOException {
    try (BlobWriter writer = store.writer(EXPECTED)) {
      writer.write(CONTENT, 0, 5);
    }
    try (BlobWriter writer = store.writer(EXPECTED)) {
      assertThat(writer.offset()).isEqualTo(5);
      writer.write(CONTENT, 5, CONTENT.length - 5);
      writer.commit();
    }
    assertThat(store.read(EXPECTED.digest(), 100)).isEqualTo(CONTENT);
  }

  @Test
  void startUpRemovesUnfinishedContent() throws IOException {
    try (BlobWriter writer = store.writer(EXPECTED)) {
      writer.write(CONTENT, 0, 5);
    }
    store.put("y", CONTENT);
    store.reconcile();
    assertNothingUnfinished();
    assertThat(store.has(EXPECTED.digest())).isTrue();
  }

  @Test
  void aDownloadThatWasCutOffStaysForAWeek() throws IOException {
    try (BlobWriter writer = store.writer(EXPECTED)) {
      writer.write(CONTENT, 0, 5);
    }
    store.reconcile();
    Path part;
    try (Stream<Path> files = Files.list(root.resolve("blobs/ingest"))) {
      part = files.findFirst().orElseThrow();
    }
    Instant longAgo = Instant.now().minus(Duration.ofDays(8));
    Files.setLastModifiedTime(part, FileTime.from(longAgo));
    store.reconcile();
    assertNothingUnfinished();
  }

  private void assertNothingStays() throws IOException {
    assertThat(store.has(EXPECTED.digest())).isFalse();
    assertNothingUnfinished();
  }

  private void assertNothingUnfinished() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("blobs/ingest"))) {
      assertThat(files).isEmpty();
    }
  }
}
