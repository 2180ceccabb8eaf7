package io.berth.image;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unsupported;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageIndex;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.oci.Platform;
import io.berth.registry.FetchedManifest;
import io.berth.registry.RegistryClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image in a registry, its documents read and checked, its layers not yet here.
 *
 * @param named what the reference names: the manifest itself or an index
 */
record ImageSource(
    FetchedManifest named,
    FetchedManifest document,
    Manifest manifest,
    byte[] configJson,
    ImageConfig config) {

  private static final int MAX_LAYERS = 500;
  private static final long MAX_LAYER_BYTES = 128L << 30;

  /**
   * Goes from what a reference names to the image for a platform.
   *
   * @param wanted null for the host's, or whatever a single manifest has
   */
  static ImageSource read(
      RegistryClient.Session session,
      ImageReference reference,
      FetchedManifest named,
      @Nullable Platform wanted)
      throws InterruptedException {
    FetchedManifest document = named;
    if (MediaType.isIndex(named.mediaType())) {
      Platform platform = wanted == null ? Platform.host() : wanted;
      ImageIndex index = OciJson.index(named.content());
      Descriptor chosen =
          index
              .choose(platform)
              .orElseThrow(() ->
                  new NotFound(
                      "no matching manifest for %s in the manifest list entries"
                          .formatted(platform)));
      document = session.manifest(reference.withDigest(chosen.digest()));
    }
    if (!MediaType.isManifest(document.mediaType())) {
      throw new Unsupported(reference.familiar() + " is an index of indexes");
    }
    Manifest manifest = OciJson.manifest(document.content());
    checkTypes(reference, manifest);
    byte[] configJson = ConfigFetch.fetch(session, reference, manifest.config());
    ImageConfig config = OciJson.config(configJson);
    check(reference, manifest, config, wanted);
    return new ImageSource(named, document, manifest, configJson, config);
  }

  /**
   * Checks a manifest that somebody has brought with all that it needs.
   *
   * @param named the manifest itself, or the index that has it
   * @throws Unsupported it is no container image's
   */
  static ImageSource pushed(
      ImageReference reference,
      FetchedManifest named,
      FetchedManifest document,
      Manifest manifest,
      byte[] configJson) {
    checkTypes(reference, manifest);
    ImageConfig config = OciJson.config(configJson);
    check(reference, manifest, config, null);
    return new ImageSource(named, document, manifest, configJson, config);
  }

  Digest id() {
    return manifest.config().digest();
  }

  List<Digest> diffIds() {
    return config.rootfs().diffIds().stream().map(Digest::parse).toList();
  }

  private static void checkTypes(ImageReference reference, Manifest manifest) {
    String type = manifest.config().mediaType();
    if (!type.equals(MediaType.DOCKER_CONFIG) && !type.equals(MediaType.OCI_CONFIG)) {
      throw new Unsupported(
          "%s is not a container image: its configuration is of type %s"
              .formatted(reference.familiar(), type));
    }
    if (manifest.layers().size() > MAX_LAYERS) {
      throw new Unsupported("max depth exceeded: %d layers".formatted(manifest.layers().size()));
    }
    for (Descriptor layer : manifest.layers()) {
      if (!MediaType.isLayer(layer.mediaType()) || layer.size() > MAX_LAYER_BYTES) {
        throw new Unsupported(
            "%s has a layer of type %s and %d bytes, which cannot be unpacked"
                .formatted(reference.familiar(), layer.mediaType(), layer.size()));
      }
    }
  }

  private static void check(
      ImageReference reference, Manifest manifest, ImageConfig config, @Nullable Platform wanted) {
    if (config.rootfs().diffIds().size() != manifest.layers().size()) {
      throw new InvalidRequest(
          "invalid rootfs in image configuration: %d diff ids for %d layers"
              .formatted(config.rootfs().diffIds().size(), manifest.layers().size()));
    }
    String os = config.os() == null ? "" : config.os();
    if (!os.isEmpty() && !os.equals("linux")) {
      throw new Unsupported(
          "image operating system \"" + os + "\" cannot be used on this platform");
    }
    String architecture = config.architecture() == null ? "" : config.architecture();
    Platform have = new Platform("linux", architecture, config.variant());
    if (wanted != null && !architecture.isEmpty() && have.suits(wanted) == 0) {
      throw new NotFound(
          "image with reference %s was found but its platform (%s) does not match the specified platform (%s)"
              .formatted(reference.familiar(), have, wanted));
    }
  }
}
