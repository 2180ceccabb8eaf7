package io.berth.oci;

import io.berth.failure.InvalidRequest;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the JSON of this room, and refuses what lacks a required field. */
public final class OciJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private OciJson() {}

  public static Manifest manifest(byte[] json) {
    return read(json, Manifest.class, "image manifest");
  }

  public static ImageIndex index(byte[] json) {
    return read(json, ImageIndex.class, "image index");
  }

  /** A manifest or index of anything, artifacts as well. */
  public static ManifestContent content(byte[] json) {
    return read(json, ManifestContent.class, "manifest");
  }

  /** A configuration that says what it runs on and which layers it has. */
  public static ImageConfig config(byte[] json) {
    ImageConfig config = read(json, ImageConfig.class, "image configuration");
    try {
      Objects.requireNonNull(config.rootfs(), "it has no rootfs");
      Objects.requireNonNull(config.rootfs().diffIds(), "it has no diff_ids");
      config.rootfs().diffIds().forEach(Digest::parse);
      return config;
    } catch (RuntimeException e) {
      throw new InvalidRequest("invalid image configuration: " + e.getMessage(), e);
    }
  }

  /**
   * The media type that a document claims for itself, or, where it claims none, the one that its
   * shape implies; empty when it is none of ours.
   */
  public static String mediaTypeOf(byte[] json) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new InvalidRequest("manifest is not JSON: " + firstLine(e), e);
    }
    if (node.path("mediaType").isString()) {
      return node.path("mediaType").stringValue();
    }
    if (node.path("schemaVersion").asInt(0) == 1) {
      return "application/vnd.docker.distribution.manifest.v1+json";
    }
    if (node.has("manifests")) {
      return MediaType.OCI_INDEX;
    }
    return node.has("layers") ? MediaType.OCI_MANIFEST : "";
  }

  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  private static <T> T read(byte[] json, Class<T> type, String what) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new InvalidRequest("invalid " + what + ": it is null");
      }
      if (value instanceof Manifest m) {
        Objects.requireNonNull(m.config(), "it has no config");
        require(m.config());
        m.layers().forEach(OciJson::require);
      }
      if (value instanceof ImageIndex i) {
        i.manifests().forEach(OciJson::require);
      }
      if (value instanceof ManifestContent c) {
        Stream.of(c.blobs(), c.manifests().stream(), Stream.ofNullable(c.subject()))
            .flatMap(some -> some)
            .forEach(OciJson::require);
      }
      return value;
    } catch (JacksonException e) {
      throw new InvalidRequest("invalid " + what + ": " + firstLine(e), e);
    } catch (NullPointerException e) {
      throw new InvalidRequest("invalid " + what + ": a required field is missing", e);
    }
  }

  private static void require(Descriptor descriptor) {
    Objects.requireNonNull(descriptor.digest());
    Objects.requireNonNull(descriptor.mediaType());
    if (descriptor.size() < 0) {
      throw new InvalidRequest("invalid descriptor " + descriptor.digest() + ": negative size");
    }
  }

  private static String firstLine(JacksonException e) {
    String message = e.getOriginalMessage();
    return message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
  }
}
