package io.berth.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Layers looked into without mounting them: one folder, what is wasted, what differs. */
class LayerContentsIT {

  private Path top;
  private LayerStore store;

  @BeforeEach
  void open() throws IOException {
    top = Files.createTempDirectory("berth-contents");
    store = new LayerStore(top.resolve("layers"), LayerLimits.DEFAULT);
  }

  @AfterEach
  void remove() {
    Trees.delete(top);
  }

  @Test
  void aLayerAddsChangesAndDeletes() throws Exception {
    List<Path> layers =
        directories(
            new Tars()
                .file("kept", "1")
                .file("changed", "1")
                .file("deleted", "12345")
                .directory("dir")
                .file("dir/old", "1")
                .directory("opaque")
                .file("opaque/lost", "123")
                .file("opaque/replaced", "1"),
            new Tars()
                .file("changed", "22")
                .file(".wh.deleted", "")
                .file(".wh.never", "")
                .file("dir/new", "2")
                .file("opaque/.wh..wh..opq", "")
                .file("opaque/replaced", "2"));
    assertThat(summary(layers, 1, List.of()))
        .containsExactly(
            "changed CHANGED FILE 2",
            "deleted DELETED FILE 5",
            "dir CHANGED DIRECTORY 0",
            "opaque CHANGED DIRECTORY 0");
    assertThat(summary(layers, 1, List.of("dir"))).containsExactly("new ADDED FILE 1");
    assertThat(summary(layers, 1, List.of("opaque")))
        .containsExactly("lost DELETED FILE 3", "replaced CHANGED FILE 1");
    assertThat(LayerFolder.read(layers, 0, List.of(), "", 100).orElseThrow().entries())
        .filteredOn(entry -> entry.hiddenBy() == 1)
        .extracting(LayerFolder.Entry::name)
        .containsExactly("changed", "deleted", "opaque");
    assertThat(LayerFolder.read(layers, 0, List.of("opaque"), "", 100).orElseThrow().hiddenBy())
        .isEqualTo(1);
  }

  @Test
  void hostileNamesAreFilesAndLinksLeadNowhere() throws Exception {
    String markup = "<img src=x onerror=alert(1)>";
    String control = "a\n\u001b]52;c;eA==\u0007b";
    List<Path> layers =
        directories(
            new Tars()
                .directory(markup)
                .file(markup + "/" + control, "x")
                .symbolicLink("etc", "/etc")
                .symbolicLink("up", "../../../../..")
                .symbolicLink("proc", "/proc/self/root")
                .add("fifo", TarConstants.LF_FIFO, "", e -> {})
                .add("null", TarConstants.LF_CHR, "", e -> e.setDevMajor(1)));
    assertThat(summary(layers, 0, List.of()))
        .contains(markup + " ADDED DIRECTORY 0", "etc ADDED LINK 0", "fifo ADDED FIFO 0");
    assertThat(summary(layers, 0, List.of(markup))).containsExactly(control + " ADDED FILE 1");
    for (String name : List.of("etc", "up", "proc", "nothing", "fifo")) {
      assertThat(LayerFolder.read(layers, 0, List.of(name), "", 100)).isEmpty();
    }
    assertThat(MergedFile.read(layers, "etc/passwd", 1000)).isEmpty();
    assertThat(MergedFile.read(layers, "proc/etc/passwd", 1000)).isEmpty();
    assertThat(MergedFile.read(layers, "fifo", 1000)).isEmpty();
  }

  @Test
  void aLargeFolderComesInParts() throws Exception {
    Tars many = new Tars();
    for (int i = 0; i < 1000; i++) {
      many.file("f%04d".formatted(i), "");
    }
    List<Path> layers = directories(many);
    List<String> seen = new ArrayList<>();
    String after = "";
    int parts = 0;
    while (after != null) {
      LayerFolder part = LayerFolder.read(layers, 0, List.of(), after, 300).orElseThrow();
      part.entries().forEach(entry -> seen.add(entry.name()));
      after = part.next();
      parts++;
    }
    assertThat(parts).isEqualTo(4);
    assertThat(seen).hasSize(1000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatLayersAboveHideIsWasted() throws Exception {
    List<Path> layers =
        directories(
            new Tars()
                .file("seen", "1234567")
                .file("replaced", "12345")
                .directory("gone")
                .directory("gone/deep")
                .file("gone/deep/file", "123")
                .file("one-name-hidden", "1")
                .hardLink("other-name", "one-name-hidden")
                .file("both-hidden", "22")
                .hardLink("both-hidden-too", "both-hidden"),
            new Tars().file("replaced", "other"),
            new Tars()
                .file("replaced", "again")
                .file(".wh.gone", "")
                .file(".wh.one-name-hidden", "")
                .file(".wh.both-hidden", "")
                .file(".wh.both-hidden-too", ""));
    LayerWaste base = LayerWaste.of(layers, 0);
    assertThat(base.bytes()).isEqualTo(5 + 3 + 2);
    assertThat(base.files()).isEqualTo(3);
    assertThat(base.complete()).isTrue();
    assertThat(base.largest())
        .contains(
            new LayerWaste.Wasted("/replaced", 5, 1),
            new LayerWaste.Wasted("/gone/deep/file", 3, 2));
    assertThat(LayerWaste.of(layers, 1).bytes()).isEqualTo(5);
    assertThat(LayerWaste.of(layers, 2).files()).isZero();
  }

  @Test
  void twoTreesDifferByWhatTheyShow() throws Exception {
    Digest base =
        layer(
            new Tars()
                .file("same", "1")
                .file("rebuilt", "equal")
                .file("content", "aaaa")
                .file("mode", "1")
                .directory("hidden")
                .file("hidden/file", "123"));
    Digest one = layer(new Tars().file("rebuilt", "equal").file("content", "bbbb"));
    Digest other =
        layer(
            new Tars()
                .file("content", "cccc")
                .file("mode", "1".getBytes(UTF_8), 0755)
                .file(".wh.hidden", "")
                .directory("new")
                .file("new/file", "12"));
    TreeDifference found = TreeDifference.between(stack(base, one), stack(base, other));
    assertThat(found.changes())
        .extracting(change ->
            change.path() + (change.before() == null ? " +" : change.after() == null ? " -" : " *"))
        .containsExactly(
            "/content *", "/hidden -", "/hidden/file -", "/mode *", "/new +", "/new/file +");
    assertThat(found.total()).isEqualTo(6);
    assertThat(found.addedBytes()).isEqualTo(2);
    assertThat(found.removedBytes()).isEqualTo(3);
    assertThat(found.complete()).isTrue();
    assertThat(TreeDifference.between(stack(base, one), stack(base, one)).total()).isZero();
  }

  private List<TreeDifference.Layer> stack(Digest... layers) {
    return java.util.Arrays.stream(layers)
        .map(layer -> new TreeDifference.Layer(layer, store.directory(layer)))
        .toList();
  }

  private static List<String> summary(List<Path> layers, int layer, List<String> path) {
    return LayerFolder.read(layers, layer, path, "", 100).orElseThrow().entries().stream()
        .map(e -> e.name() + " " + e.change() + " " + e.facts().kind() + " " + e.facts().size())
        .toList();
  }

  private List<Path> directories(Tars... tars) throws InterruptedException {
    List<Path> directories = new ArrayList<>();
    for (Tars tar : tars) {
      directories.add(store.directory(layer(tar)));
    }
    return directories;
  }

  private Digest layer(Tars tar) throws InterruptedException {
    return store.unpack(new ByteArrayInputStream(tar.plain()), null, _ -> {}).diffId();
  }
}
