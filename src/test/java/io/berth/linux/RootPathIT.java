package io.berth.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootPathIT {

  @TempDir Path dir;
  private Path inside;
  private Path outside;
  private RootPath root;

  @BeforeEach
  void open() throws IOException {
    inside = Files.createDirectory(dir.resolve("root"));
    outside = Files.createDirectory(dir.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "host");
    root = RootPath.of(inside);
  }

  @AfterEach
  void close() {
    root.close();
  }

  @Test
  void absoluteAndRelativeLinksStayInside() throws IOException {
    Files.createDirectories(inside.resolve("outside"));
    Files.writeString(inside.resolve("outside/secret"), "container");
    Files.createSymbolicLink(inside.resolve("absolute"), Path.of("/outside"));
    Files.createSymbolicLink(inside.resolve("relative"), Path.of("../../../../outside"));

    assertThat(text("absolute/secret")).isEqualTo("container");
    assertThat(text("/relative/secret")).isEqualTo("container");
    assertThat(text("../../outside/secret")).isEqualTo("container");
  }

  @Test
  void magicLinksAreNotFollowed() throws IOException {
    Files.createSymbolicLink(inside.resolve("self"), Path.of("/proc/self/root"));

    assertThat(root.status("self/etc/passwd")).isEmpty();
  }

  @Test
  void directoriesAreMadeThroughDanglingLinksInside() throws IOException {
    Files.createSymbolicLink(inside.resolve("link"), Path.of("/../../made/here"));

    root.makeDirectories("/link/below", 0750, 12, 34).close();

    assertThat(inside.resolve("made/here/below")).isDirectory();
    FileStatus status = root.status("/made/here/below").orElseThrow();
    assertThat(status.permissions()).isEqualTo(0750);
    assertThat(status.uid()).isEqualTo(12);
    assertThat(status.gid()).isEqualTo(34);
  }

  @Test
  void loopsOfLinksEnd() throws IOException {
    Files.createSymbolicLink(inside.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(inside.resolve("b"), Path.of("a"));

    assertThatThrownBy(() -> root.makeDirectories("/a/x", 0755, 0, 0))
        .isInstanceOf(KernelRefused.class);
  }

  @Test
  void entriesAreNamesOnly() {
    try (Directory top = root.directory("/")) {
      for (String name : new String[] {"", ".", "..", "a/b", "../outside/secret"}) {
        assertThatThrownBy(() -> top.create(name, 0644)).isInstanceOf(InvalidRequest.class);
      }
      assertThatThrownBy(() -> top.create("a\0b", 0644)).isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void entriesThatAreLinksAreNotFollowed() throws IOException {
    Path secret = outside.resolve("secret");
    Files.createSymbolicLink(inside.resolve("link"), secret);
    try (Directory top = root.directory("/")) {
      assertThatThrownBy(() -> top.open("link", Open.WRONLY | Open.TRUNC, 0))
          .isInstanceOf(KernelRefused.class);
      assertThatThrownBy(() -> top.permissions("link", 0777)).isInstanceOf(KernelRefused.class);
      top.owner("link", 7, 8);
      top.setAttribute("link", "trusted.berth", new byte[] {1});
      assertThat(top.attribute("link", "trusted.berth")).contains(new byte[] {1});
      assertThat(top.status("link").orElseThrow().uid()).isEqualTo(7);
    }
    assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(0);
    assertThat(Files.readString(secret)).isEqualTo("host");
  }

  @Test
  void nodesLinksTimesAndAttributes() throws IOException {
    try (Directory top = root.directory("/")) {
      top.makeNode("null", Open.S_IFCHR | 0666, 1, 3);
      assertThat(top.status("null").orElseThrow().isCharacterDevice(1, 3)).isTrue();
      try (Fd file = top.create("file", 0600)) {
        Io.write(file, "hello".getBytes(StandardCharsets.UTF_8));
      }
      top.hardLink("again", top, "file");
      top.owner("file", 1000, 1001);
      top.permissions("file", 04755);
      top.times("file", 1_000_000_000L, 123_456_789);
      top.setAttribute("file", "user.a", new byte[] {1, 2, 3});
      FileStatus status = top.status("again").orElseThrow();
      assertThat(status.permissions()).isEqualTo(04755);
      assertThat(status.links()).isEqualTo(2);
      assertThat(status.size()).isEqualTo(5);
      assertThat(status.gid()).isEqualTo(1001);
      assertThat(status.modifiedSeconds()).isEqualTo(1_000_000_000L);
      assertThat(status.modifiedNanos()).isEqualTo(123_456_789);
      assertThat(top.attributes("again")).contains("user.a");
      top.symbolicLink("näme", "zìel");
      assertThat(top.readLink("näme")).isEqualTo("zìel");
    }
    assertThat(Files.readSymbolicLink(inside.resolve("näme")).toString()).isEqualTo("zìel");
  }

  @Test
  void readingIsBoundedAndNeverBlocks() throws IOException {
    Files.write(inside.resolve("big"), new byte[100]);
    assertThatThrownBy(() -> root.read("big", 99)).isInstanceOf(InvalidRequest.class);
    assertThat(root.read("big", 100)).hasSize(100);
    try (Directory top = root.directory("/")) {
      top.makeNode("fifo", Open.S_IFIFO | 0600, 0, 0);
    }
    assertThatThrownBy(() -> root.read("fifo", 10)).isInstanceOf(InvalidRequest.class);
  }

  private String text(String path) {
    return new String(root.read(path, 100), StandardCharsets.UTF_8);
  }
}
