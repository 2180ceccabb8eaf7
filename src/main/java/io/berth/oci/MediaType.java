package io.berth.oci;

import java.util.List;

/** Media types of both families: Docker's schema 2 and OCI's. */
public final class MediaType {

  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER_TAR = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER_TAR = "application/vnd.oci.image.layer.v1.tar";

  /** What a client accepts for a manifest. */
  public static final List<String> MANIFESTS =
      List.of(OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST);

  private MediaType() {}

  public static boolean isIndex(String type) {
    return type.equals(DOCKER_LIST) || type.equals(OCI_INDEX);
  }

  public static boolean isManifest(String type) {
    return type.equals(DOCKER_MANIFEST) || type.equals(OCI_MANIFEST);
  }

  /** Docker's first format, signed or not, which nobody should still serve. */
  public static boolean isSchema1(String type) {
    return type.startsWith("application/vnd.docker.distribution.manifest.v1+");
  }

  /** Whether a layer of this type is a file-system change set that can be unpacked. */
  public static boolean isLayer(String type) {
    return type.startsWith(OCI_LAYER_TAR)
        || type.startsWith(DOCKER_LAYER_TAR)
        || type.startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar")
        || type.startsWith("application/vnd.docker.image.rootfs.foreign.diff.tar");
  }
}
