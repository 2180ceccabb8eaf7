package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.BlobStore;
import io.berth.failure.NotFound;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import io.berth.registry.RegistryClient;
import io.berth.registry.RegistryOptions;
import io.berth.snapshot.LayerLimits;
import io.berth.snapshot.LayerStore;
import io.berth.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The image service with its database and a real registry, without the rest of Berth. */
class ImagesIT {

  @TempDir static Path root;
  private static TestRegistry registry;
  private static ConfigurableApplicationContext context;
  private static Images images;

  @EnableAutoConfiguration
  @ComponentScan("io.berth.image")
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
    for (Images.ImageSummary image : images.list(new Images.ListQuery(true, true, Map.of()))) {
      images.remove(image.id(), true, true);
    }
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

  private static List<PullEvent> pull(String name, Platform platform) throws Exception {
    List<PullEvent> events = new ArrayList<>();
    images.pull(
        new Images.PullRequest(
            ImageReference.parse(name), false, platform, Images.RegistryCredentials.NONE),
        events::add);
    return events;
  }
}
