package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.registry.FetchedManifest;
import io.berth.snapshot.LayerStore;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.RunningBerth;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pushed blob is its layer, whoever else brings that layer meanwhile. */
class ProvenLayersIT {

  private static final String TAR = MediaType.OCI_LAYER_TAR;

  /**
   * The first layer is here already, which the listener is told before the second one is looked at:
   * at that moment, as a pull would, the test unpacks the true second layer.
   */
  @Test
  void aLayerThatComesFromElsewhereMeanwhileProvesNoBlob() throws Exception {
    try (RunningBerth berth = RunningBerth.start()) {
      BlobStore blobs = berth.bean(BlobStore.class);
      LayerStore layers = berth.bean(LayerStore.class);
      byte[] first = BusyboxRoot.tar();
      berth.docker().feed(first, "import", "-", "first:1").ok();
      byte[] second = new byte[10_240];
      byte[] wrong = "no layer at all".getBytes(StandardCharsets.UTF_8);
      ImageSource source =
          source(
              blobs,
              List.of(Digest.sha256(first), Digest.sha256(second)),
              List.of(blobs.put(TAR, first), blobs.put(TAR, wrong)));
      Images.PullListener meanwhile =
          event -> {
            if (event instanceof PullEvent.Layer layer
                && layer.step() == PullEvent.LayerStep.ALREADY_EXISTS
                && !layers.has(Digest.sha256(second))) {
              try {
                layers.unpack(new ByteArrayInputStream(second), Digest.sha256(second), _ -> {});
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          };
      ImageReference name = ImageReference.parse("raced:1");
      try (ContentGarbage.Hold _ = berth.bean(ContentGarbage.class).hold()) {
        assertThatThrownBy(
                () -> berth.bean(ImageArrival.class).arrive(name, source, (_, _) -> {}, meanwhile))
            .isInstanceOf(InvalidRequest.class)
            .hasMessageContaining("layer verification failed for diff id");
      }
      assertThat(layers.has(Digest.sha256(second))).as("the order was forced").isTrue();
      assertThat(berth.docker().ok("images", "-q", "raced")).isEmpty();
    }
  }

  private static ImageSource source(
      BlobStore blobs, List<Digest> diffIds, List<Descriptor> layers) {
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["%s","%s"]}}\
        """
            .formatted(diffIds.get(0), diffIds.get(1))
            .getBytes(StandardCharsets.UTF_8);
    Manifest manifest =
        new Manifest(2, MediaType.OCI_MANIFEST, blobs.put(MediaType.OCI_CONFIG, config), layers);
    byte[] content = OciJson.write(manifest);
    var document = new FetchedManifest(MediaType.OCI_MANIFEST, Digest.sha256(content), content);
    return ImageSource.pushed(
        ImageReference.parse("raced:1"), document, document, manifest, config);
  }
}
