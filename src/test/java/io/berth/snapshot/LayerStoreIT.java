package io.berth.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.linux.Directory;
import io.berth.linux.FileTree;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.oci.Digest;
import io.berth.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LayerStoreIT {

  private static final LayerLimits SMALL = new LayerLimits(1 << 20, 100, 50, 64 * 1024, 20);

  private Path top;
  private LayerStore store;

  @BeforeEach
  void open() throws IOException {
    top = Files.createTempDirectory("berth-layers");
    Files.createDirectory(top.resolve("outside"));
    Files.writeString(top.resolve("outside/victim"), "untouched");
    store = new LayerStore(top.resolve("layers"), SMALL);
  }

  @AfterEach
  void remove() {
    try (Directory tmp = directory(top.getParent())) {
      FileTree.delete(tmp, top.getFileName().toString());
    }
  }

  @Test
  void whatGnuTarPacksComesOutTheSame() throws Exception {
    Path source = Files.createDirectory(top.resolve("source"));
    run(
        source,
        """
        mkdir -p deep/er; echo hello > deep/er/file
        chown 1234:70000 deep/er/file; chmod 4751 deep/er/file; ln deep/er/file hard; ln -s ../outside/victim soft
        mkfifo -m 622 fifo; mknod -m 640 null c 1 3; mknod disk b 259 65537
        chown -h 7:8 soft; touch -h -d '2001-02-03 04:05:06.123456789 UTC' deep/er/file deep soft
        touch -d '1960-01-01 00:00:00.5 UTC' old; mkdir -m 1777 tmp
        echo x > "$(printf 'n%.0s' $(seq 250))"; echo y > "$(printf 'latin\\344')"; echo z > größe
        """);
    try (Directory from = directory(source)) {
      byte[] capability = {
        1, 0, 0, 2, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
      };
      from.setAttribute("hard", "security.capability", capability);
      from.setAttribute("hard", "user.note", "a\nb=c".getBytes(UTF_8));
    }
    run(source, "tar --xattrs --xattrs-include='*' --format=pax -cf ../l.tar .");
    byte[] archive = Files.readAllBytes(top.resolve("l.tar"));
    LayerStore.Layer layer = unpack(archive, Digest.sha256(archive));
    Path unpacked = store.directory(layer.diffId());
    String list =
        "find . -printf '%P %y %m %U %G %s %T@ %l\\n' | grep -av ' d [0-9]* ' | LC_ALL=C sort;"
            + " find . -type d -printf '%P %m %U %G %T@\\n' | LC_ALL=C sort;"
            + " stat -c '%n %t %T' null disk; stat -c %h hard";
    assertThat(run(unpacked, list)).isEqualTo(run(source, list)).contains("latin", "4751 1234");
    try (Directory from = directory(source);
        Directory to = directory(unpacked)) {
      for (String name : List.of("security.capability", "user.note")) {
        assertThat(to.attribute("hard", name))
            .hasValueSatisfying(
                v -> assertThat(v).isEqualTo(from.attribute("hard", name).orElseThrow()));
      }
    }
  }

  @Test
  void gzipAndZstdAndGnuFormatAreRead() throws Exception {
    byte[] plain = new Tars().directory("a").file("a/b", "content").plain();
    Digest diffId = Digest.sha256(plain);
    for (byte[] packed : List.of(plain, Tars.gzip(plain), Zstd.compress(plain))) {
      assertThat(unpack(packed, diffId).size()).isEqualTo(7);
      assertThat(store.directory(diffId).resolve("a/b")).hasContent("content");
      store.remove(diffId);
      assertThat(store.list()).isEmpty();
    }
    Path source = Files.createDirectories(top.resolve("gnu/" + "d".repeat(120)));
    Files.writeString(source.resolve("f".repeat(120)), "long");
    run(
        top.resolve("gnu"),
        "ln -s " + "l".repeat(150) + " link; tar --format=gnu -cf ../gnu.tar .");
    LayerStore.Layer layer = unpack(Files.readAllBytes(top.resolve("gnu.tar")), null);
    Path unpacked = store.directory(layer.diffId());
    assertThat(unpacked.resolve("d".repeat(120)).resolve("f".repeat(120))).hasContent("long");
    assertThat(Files.readSymbolicLink(unpacked.resolve("link"))).hasToString("l".repeat(150));
  }

  @Test
  void whiteoutsHideLowerFilesInARealOverlay() throws Exception {
    Path lower =
        layer(
            new Tars()
                .directory("keep")
                .file("keep/a", "1")
                .file("keep/b", "1")
                .directory("opaque")
                .file("opaque/old", "1")
                .directory("gone")
                .file("gone/x", "1")
                .directory("again")
                .file("again/old", "1")
                .directory("wiped")
                .file("wiped/old", "1")
                .file("same", "1"));
    Path upper =
        layer(
            new Tars()
                .file("keep/.wh.a", "")
                .file("opaque/.wh..wh..opq", "")
                .file("opaque/new", "2")
                .file(".wh.gone", "")
                .file(".wh.again", "")
                .directory("again")
                .file("again/new", "2")
                .directory("wiped")
                .file("wiped/new", "2")
                .file(".wh.wiped", "")
                .file("same", "2")
                .file(".wh.same", "")
                .file(".wh..wh.plnk", ""));
    Path merged = Files.createDirectory(top.resolve("merged"));
    run(top, "mount -t overlay overlay -o ro,lowerdir=%s:%s merged".formatted(upper, lower));
    try {
      assertThat(run(merged, "find . -type f | LC_ALL=C sort; cat same").lines())
          .containsExactly("./again/new", "./keep/b", "./opaque/new", "./same", "./wiped/new", "2");
    } finally {
      run(top, "umount merged");
    }
    try (Directory in = directory(upper)) {
      assertThat(in.status("gone").orElseThrow().isCharacterDevice(0, 0)).isTrue();
    }
  }

  @Test
  void laterEntriesReplaceEarlierOnes() throws Exception {
    Path files =
        layer(
            new Tars()
                .directory("d")
                .file("d/x", "1")
                .file("d", "now a file")
                .file("f", "1")
                .directory("f")
                .file("f/y", "2")
                .symbolicLink("s", "/etc/passwd")
                .file("s", "a file, not the link's target"));
    assertThat(files.resolve("d")).hasContent("now a file");
    assertThat(files.resolve("f/y")).hasContent("2");
    assertThat(Files.isSymbolicLink(files.resolve("s"))).isFalse();
  }

  @Test
  void whatLeadsOutIsRefusedAndLeavesNothing() throws Exception {
    String victim = top.resolve("outside/victim").toString();
    for (Tars hostile :
        List.of(
            new Tars().file("../../../outside/victim", "changed"),
            new Tars().file("a/../../x", "changed"),
            new Tars().directory("..").file("../x", "x"),
            new Tars().hardLink("h", "../../../outside/victim").file("h", "changed"),
            new Tars().hardLink("h", victim).file("h", "changed"),
            new Tars().file(".wh.", ""),
            new Tars().file(".wh..", ""),
            new Tars().file(".wh...", ""),
            new Tars().file("a/.wh...", ""),
            new Tars().directory("d").symbolicLink("l", "d").file("l/.wh..wh..opq", ""),
            new Tars().attribute("x", "", Map.of("trusted.overlay.opaque", "y")),
            new Tars().attribute("x", "", Map.of("trusted.overlay.redirect", "/etc")),
            new Tars().attribute("x", "", Map.of("user.overlay.opaque", "y")),
            new Tars().add("x", (byte) 'S', "", e -> {}),
            new Tars().add("x", (byte) 'z', "", e -> {}),
            new Tars().file("d/".repeat(21) + "x", ""))) {
      assertThatThrownBy(() -> unpack(hostile.plain(), null)).isInstanceOf(BerthException.class);
      assertNothingStays();
    }
  }

  @Test
  void linksThatLeadOutLandInside() throws Exception {
    String outside = top.resolve("outside").toString();
    for (String target : List.of(outside, "../../../outside", "/proc/self/root" + outside)) {
      Path files =
          layer(new Tars().symbolicLink("l", target).file("l/victim", "changed by " + target));
      assertThat(files.resolve("l")).isSymbolicLink();
      assertThat(run(files, "grep -rl --exclude-dir=l 'changed by' . || true")).contains("victim");
    }
    Path root = layer(new Tars().file("/outside/victim", "changed").file("//etc/x", "y"));
    assertThat(root.resolve("outside/victim")).hasContent("changed");
    assertThat(root.resolve("etc/x")).hasContent("y");
    Path swapped =
        layer(
            new Tars()
                .directory("p")
                .file("p/a", "1")
                .symbolicLink("p", outside)
                .file("p/victim", "2"));
    assertThat(Files.readSymbolicLink(swapped.resolve("p"))).hasToString(outside);
    assertThat(top.resolve("outside/victim")).hasContent("untouched");
  }

  @Test
  void bombsAreRefused() throws Exception {
    byte[] zeros = new byte[900 * 1024];
    refused("times its size", new Tars().file("z", zeros, 0644).gzip());
    refused("more than 1048576 bytes", new Tars().file("z", randomish(1 << 20)).plain());
    Tars many = new Tars();
    for (int i = 0; i < 101; i++) {
      many.file("f" + i, "");
    }
    refused("more than 100 entries", many.plain());
    refused("claims", claiming('0', 1L << 60));
    refused("extended header claims", claiming('x', 1L << 40));
    refused("extended header claims", claiming('L', 1L << 40));
    refused("more than", Zstd.compress(new byte[8 << 20]));
  }

  @Test
  void damagedContentIsRefused() throws Exception {
    byte[] archive = new Tars().file("a", randomish(5000)).plain();
    Digest diffId = Digest.sha256(archive);
    byte[] packed = Tars.gzip(archive);
    refused("unexpected EOF", Arrays.copyOf(archive, 2000));
    assertThatThrownBy(() -> unpack(Arrays.copyOf(packed, packed.length / 2), diffId))
        .isInstanceOf(BerthException.class);
    assertThatThrownBy(() -> unpack("junk".getBytes(UTF_8), null))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("unexpected EOF");
    byte[] flipped = archive.clone();
    flipped[3]++;
    refused("checksum", flipped);
    Digest other = Digest.sha256(new byte[1]);
    assertThatThrownBy(() -> unpack(packed, other))
        .hasMessageContaining(other.toString())
        .hasMessageContaining(diffId.toString());
    assertNothingStays();
  }

  @Test
  void veryDeepTreesAreRemoved() throws Exception {
    Tars deep = new Tars();
    String at = "";
    for (int i = 0; i < 15; i++) {
      deep.directory(at + "d/".repeat(15)).symbolicLink("s" + i, "/" + at + "d/".repeat(15));
      at = "s" + i + "/";
    }
    LayerStore.Layer layer = unpack(deep.plain(), null);
    store.remove(layer.diffId());
    assertNothingStays();
  }

  @Test
  void startUpRemovesWhatACrashLeft() throws Exception {
    Path kept = layer(new Tars().file("a", "1"));
    Files.createDirectories(top.resolve("layers/tmp-123/diff/x"));
    store.reconcile();
    assertThat(kept.resolve("a")).exists();
    assertThat(store.list()).hasSize(1);
    assertThat(run(top.resolve("layers"), "ls | grep -c tmp || true").strip()).isEqualTo("0");
  }

  private void refused(String why, byte[] packed) throws IOException {
    assertThatThrownBy(() -> unpack(packed, null))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(why);
    assertNothingStays();
  }

  private void assertNothingStays() throws IOException {
    try (Stream<Path> left = Files.list(top.resolve("layers"))) {
      assertThat(left).extracting(p -> p.getFileName().toString()).containsExactly("empty");
    }
    assertThat(top.resolve("outside/victim")).hasContent("untouched");
    try (Stream<Path> left = Files.list(top.resolve("outside"))) {
      assertThat(left).hasSize(1);
    }
  }

  private Path layer(Tars tars) throws InterruptedException {
    return store.directory(unpack(tars.plain(), null).diffId());
  }

  private LayerStore.Layer unpack(byte[] packed, Digest expected) throws InterruptedException {
    return store.unpack(new ByteArrayInputStream(packed), expected, n -> {});
  }

  /** A header alone, with any size in it. */
  private static byte[] claiming(char type, long size) {
    byte[] block =
        Arrays.copyOf(
            new Tars().add("x", TarConstants.LF_NORMAL, "", e -> {}).plain(), TarReader.BLOCK);
    block[156] = (byte) type;
    Arrays.fill(block, 124, 136, (byte) 0);
    block[124] = (byte) 0x80;
    for (int i = 0; i < 8; i++) {
      block[128 + i] = (byte) (size >> (56 - 8 * i));
    }
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(UTF_8);
    System.arraycopy(digits, 0, block, 148, 8);
    return block;
  }

  private static String randomish(int length) {
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random(7);
    while (text.length() < length) {
      text.append((char) (' ' + random.nextInt(90)));
    }
    return text.toString();
  }

  private static Directory directory(Path path) {
    return new Directory(RootPath.openHost(path, Open.PATH | Open.DIRECTORY));
  }

  private static String run(Path where, String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-euc", script)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
