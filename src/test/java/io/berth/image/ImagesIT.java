package io.berth.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.bin.Bin;
import io.berth.bin.BinItem;
import io.berth.bin.BinProperties;
import io.berth.content.BlobStore;
import io.berth.failure.NotFound;
import io.berth.job.JobView;
import io.berth.job.Jobs;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import io.berth.registry.RegistryClient;
import io.berth.registry.RegistryOptions;
import io.berth.security.Caller;
import io.berth.security.Sealer;
import io.berth.snapshot.LayerLimits;
import io.berth.snapshot.LayerStore;
import io.berth.team.OwnershipOnly;
import io.berth.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The image service with its database and a real registry, without the rest of Berth. */
class ImagesIT {

  @TempDir static Path root;
  private static TestRegistry registry;
  private static ConfigurableApplicationContext context;
  private static Images images;

  @EnableAutoConfiguration
  @ComponentScan({"io.berth.image", "io.berth.job", "io.berth.bin", "io.berth.keyring"})
  @Import({OwnershipOnly.class, Sealer.class})
  static class Part {
    @Bean
    BlobStore blobs() {
      return new BlobStore(root.resolve("blobs"));
    }

    @Bean
    LayerStore layers() {
      return new LayerStore(root.resolve("layers"), LayerLimits.DEFAULT);
    }

    @Bean
    BinProperties bin() {
      return new BinProperties(Duration.ofHours(1));
    }

    @Bean
    RegistryClient registries() {
      return new RegistryClient(RegistryOptions.DEFAULT);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    context =
        new SpringApplicationBuilder(Part.class)
            .web(WebApplicationType.NONE)
            .run("--berth.root=" + root);
    images = context.getBean(Images.class);
  }

  @AfterAll
  static void stop() throws Exception {
    context.close();
    registry.close();
  }

  @Test
  void namesAndTheirImagesComeBackFromTheBin() throws Exception {
    String one = registry.image("tut/busybox:1");
    removeAll();
    pull(one, null);
    images.tag(one, ImageReference.parse("mine:1"));
    String id = images.inspect(one).id();
    List<String> digests = images.inspect(one).repoDigests();
    var bin = context.getBean(ImageBin.class);
    BinItem name = bin.bin("mine:1", false).orElseThrow();
    assertThat(images.inspect(id).repoTags()).containsExactly(one);
    assertThat(bin.size(name.id())).isZero();

    BinItem whole = bin.bin(id, true).orElseThrow();
    assertThat(whole.name()).isEqualTo(one);
    assertThatThrownBy(() -> images.inspect(id)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> images.rootfs(one)).isInstanceOf(NotFound.class);
    assertThat(images.list(new Images.ListQuery(true, true, Map.of()))).isEmpty();
    assertThat(images.prune(Map.of("dangling", Set.of("false"))).reclaimedBytes()).isZero();
    assertThat(bin.size(whole.id())).isPositive();

    pull(registry.image("tut/busybox:2"), null);
    images.tag(registry.image("tut/busybox:2"), ImageReference.parse("mine:1"));
    assertThat(context.getBean(Bin.class).find(name.id()).comesBackAs())
        .isEqualTo("mine:1-restored");
    assertThat(bin.restore(whole.id()).notes()).isEmpty();
    assertThat(images.inspect(one).id()).isEqualTo(id);
    assertThat(images.inspect(one).repoDigests()).isEqualTo(digests);
    assertThat(images.rootfs(one).layers()).allMatch(Files::isDirectory);
    assertThat(bin.restore(name.id()).notes())
        .containsExactly("mine:1 is another image now: this one is called mine:1-restored");
    assertThat(images.inspect("mine:1-restored").id()).isEqualTo(id);
    assertThat(bin.items()).isEmpty();

    for (Images.ImageSummary image : images.list(new Images.ListQuery(true, true, Map.of()))) {
      assertThat(bin.bin(image.id(), true)).isPresent();
    }
    assertThat(context.getBean(LayerStore.class).list()).isNotEmpty();
    for (BinItem item : bin.items()) {
      context.getBean(Bin.class).delete(item.id());
    }
    assertThat(context.getBean(LayerStore.class).list()).isEmpty();
    assertThat(context.getBean(BlobStore.class).list()).isEmpty();
  }

  private static void removeAll() {
    for (Images.ImageSummary image : images.list(new Images.ListQuery(true, true, Map.of()))) {
      images.remove(image.id(), true, true);
    }
  }

  @Test
  void anImageIsPulledSharedListedSavedAndRemoved() throws Exception {
    String one = registry.image("tut/busybox:1");
    List<PullEvent> first = pull(one, null);
    assertThat(first.getLast()).isEqualTo(new PullEvent.Finished(one, true));
    assertThat(pull(one, null).getLast()).isEqualTo(new PullEvent.Finished(one, false));
    assertThat(pull(registry.image("tut/busybox:2"), null))
        .anyMatch(
            e -> e instanceof PullEvent.Layer l && l.step() == PullEvent.LayerStep.ALREADY_EXISTS);
    assertThat(images.rootfs(one).layers()).allMatch(Files::isDirectory);
    assertThat(images.inspect(one).repoTags()).containsExactly(one);
    assertThat(images.inspect(one).repoDigests()).hasSize(1);
    assertThat(images.history(one)).isNotEmpty();
    String id = images.inspect(one).id();
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    images.save(List.of(one)).writeTo(saved);
    images.tag(one, ImageReference.parse("again:1"));
    assertThat(images.remove(one, false, true)).hasSize(2);
    images.remove("again:1", false, true);
    assertThatThrownBy(() -> images.inspect(one)).isInstanceOf(NotFound.class);
    List<String> loaded = new ArrayList<>();
    images.load(new ByteArrayInputStream(saved.toByteArray()), (name, _) -> loaded.add(name));
    assertThat(loaded).containsExactly(one);
    assertThat(images.inspect(one).id()).isEqualTo(id);
    removeAll();
    images.prune(Map.of("dangling", Set.of("false")));
    assertThat(context.getBean(LayerStore.class).list()).isEmpty();
    assertThat(context.getBean(BlobStore.class).list()).isEmpty();
  }

  @Test
  void anUnknownTagAndPlatformAreToldInDockersWords() {
    String nope = registry.image("tut/nope:1");
    assertThatThrownBy(() -> pull(nope, null))
        .isInstanceOf(NotFound.class)
        .hasMessage("manifest for " + nope + " not found: manifest unknown: manifest unknown");
    assertThatThrownBy(
            () -> pull(registry.image("tut/busybox:multi"), Platform.parse("linux/mips64le")))
        .hasMessage("no matching manifest for linux/mips64le in the manifest list entries");
  }

  @Test
  void layersAreExploredAndImagesCompared() throws Exception {
    String one = registry.image("tut/busybox:1");
    String two = registry.image("tut/busybox:2");
    pull(one, null);
    pull(two, null);
    ImageFiles files = context.getBean(ImageFiles.class);
    List<ImageFiles.LayerInfo> layers = files.layers(two);
    assertThat(layers)
        .extracting(ImageFiles.LayerInfo::instruction)
        .last()
        .isEqualTo("drop /etc/hello");
    assertThat(layers.getFirst().sharedWith()).extracting(ImageFiles.ImageName::name).contains(one);
    assertThat(layers.getLast().sharedWith()).isEmpty();
    assertThat(files.folder(two, layers.size(), "etc", "", 10).entries())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.path()).isEqualTo("etc/hello");
          assertThat(entry.change()).isEqualTo("deleted");
        });
    assertThat(files.waste(two, 1).largest())
        .extracting(ImageFiles.WastedFile::path)
        .containsExactly("etc/hello");
    assertThat(files.instructions(two)).last().satisfies(step -> assertThat(step.layer()).isZero());

    ImageComparison found = files.compare(one, two);
    assertThat(found.layers().getFirst().shared()).isTrue();
    assertThat(found.layers()).filteredOn(pair -> !pair.shared()).hasSize(3);
    assertThat(found.files().changes())
        .extracting(change -> change.change() + " " + change.path() + " " + change.what())
        .contains("removed etc/hello ", "changed layer content", "added srv/owned ");
    assertThat(found.packages().known()).isFalse();
    assertThat(files.compare(one, one).files().total()).isZero();
  }

  @Test
  void packagesAreComparedWhereADatabaseTells() throws Exception {
    String python = registry.image("tut/python:3");
    String nginx = registry.image("tut/nginx:1");
    pull(python, null);
    pull(nginx, null);
    ImageComparison found = context.getBean(ImageFiles.class).compare(python, nginx);
    assertThat(found.packages().known()).isTrue();
    assertThat(found.packages().changes())
        .anyMatch(change -> change.name().startsWith("nginx") && change.first() == null)
        .anyMatch(change -> change.name().startsWith("python3") && change.second() == null)
        .noneMatch(change -> change.name().equals("bash"));
    assertThat(found.settings())
        .extracting(ImageComparison.Setting::name)
        .contains("command", "ports", "stop signal");
    assertThat(found.files().complete()).isTrue();
    assertThat(found.sharedBytes()).isPositive();
  }

  @Test
  void aPullIsAJobAndAPlanSaysWhatARemovalFrees() throws Exception {
    ImageJobs jobs = context.getBean(ImageJobs.class);
    Jobs all = context.getBean(Jobs.class);
    String tester = registry.image("tut/busybox:tester");
    JobView started =
        jobs.pull(
            new Images.PullRequest(
                ImageReference.parse(tester), false, null, Images.RegistryCredentials.NONE),
            "ann");
    await().until(() -> !all.find(started.id()).isRunning());
    JobView ended = all.find(started.id());
    assertThat(ended.problem()).isEmpty();
    assertThat(ended.result()).isEqualTo(images.inspect(tester).id());
    assertThat(ended.parts())
        .isNotEmpty()
        .allMatch(part -> part.state().equals("done") || part.state().equals("exists"));

    ImagePlans plans = context.getBean(ImagePlans.class);
    images.tag(tester, ImageReference.parse("again:2"));
    assertThat(plans.removal(tester).tags()).containsExactlyInAnyOrder(tester, "again:2");
    long planned = plans.prune(Map.of("dangling", Set.of("false"))).freedBytes();
    JobView pruned = jobs.prune(true, "ann");
    await().until(() -> !Caller.ENGINE.call(() -> all.find(pruned.id())).isRunning());
    assertThat(Caller.ENGINE.call(() -> all.find(pruned.id())).log().getLast().text())
        .isEqualTo("freed %d bytes".formatted(planned));
    assertThat(planned).isPositive();
  }

  @Test
  void anUploadIsAJobThatSaysWhatIsWrong() {
    JobView job =
        context
            .getBean(ImageJobs.class)
            .upload(new ByteArrayInputStream("no archive".getBytes(UTF_8)), 10, "x\n.tar", "ann");
    assertThat(job.state()).isEqualTo(JobView.State.FAILED);
    assertThat(job.title()).isEqualTo("x%0A.tar");
    assertThat(job.problem()).contains("tar");
  }

  private static List<PullEvent> pull(String name, Platform platform) throws Exception {
    List<PullEvent> events = new ArrayList<>();
    images.pull(
        new Images.PullRequest(
            ImageReference.parse(name), false, platform, Images.RegistryCredentials.NONE),
        events::add);
    return events;
  }
}
