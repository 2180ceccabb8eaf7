package io.berth.distribution;

import io.berth.failure.InvalidRequest;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.util.List;
import java.util.regex.Pattern;

/** What a path below {@code /v2} is about. Names hold slashes, so it is read from its end. */
sealed interface RegistryPath {

  Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._/-]+[a-z0-9]+)*");

  /** The registry itself. */
  record Base() implements RegistryPath {}

  record Tags(ImageReference repository) implements RegistryPath {}

  /**
   * @param reference tag or digest, not yet looked at
   */
  record Manifest(ImageReference repository, String reference) implements RegistryPath {}

  record Blob(ImageReference repository, Digest digest) implements RegistryPath {}

  record Uploads(ImageReference repository) implements RegistryPath {}

  record Upload(ImageReference repository, String id) implements RegistryPath {}

  record Referrers(ImageReference repository, Digest digest) implements RegistryPath {}

  /** Somewhere else. */
  record Unknown() implements RegistryPath {}

  /**
   * @param raw from {@code /v2} on, still percent-encoded
   * @throws WireError a name or digest is not well formed
   */
  static RegistryPath of(String raw) {
    String path = raw.substring("/v2".length()).replaceFirst("/$", "");
    List<String> parts = List.of(path.split("/", -1));
    int n = parts.size();
    if (path.isEmpty()) {
      return new Base();
    }
    if (n > 3 && parts.get(n - 2).equals("tags") && parts.get(n - 1).equals("list")) {
      return new Tags(repository(parts, n - 2));
    }
    if (n > 4 && parts.get(n - 3).equals("blobs") && parts.get(n - 2).equals("uploads")) {
      return new Upload(repository(parts, n - 3), parts.get(n - 1));
    }
    if (n > 3 && parts.get(n - 2).equals("blobs")) {
      ImageReference repository = repository(parts, n - 2);
      return parts.get(n - 1).equals("uploads")
          ? new Uploads(repository)
          : new Blob(repository, digest(parts.get(n - 1)));
    }
    if (n > 3 && parts.get(n - 2).equals("manifests")) {
      return new Manifest(repository(parts, n - 2), parts.get(n - 1).replaceAll("(?i)%3a", ":"));
    }
    if (n > 3 && parts.get(n - 2).equals("referrers")) {
      return new Referrers(repository(parts, n - 2), digest(parts.get(n - 1)));
    }
    return new Unknown();
  }

  private static ImageReference repository(List<String> parts, int end) {
    return repository(String.join("/", parts.subList(1, end)));
  }

  /** The repository of this name: a local image's, as people write it. */
  static ImageReference repository(String name) {
    if (name.length() > 255 || !NAME.matcher(name).matches()) {
      throw noName(name);
    }
    try {
      return ImageReference.parse(name);
    } catch (InvalidRequest e) {
      throw noName(name);
    }
  }

  private static WireError noName(String name) {
    return new WireError(400, "NAME_INVALID", "invalid repository name: " + name);
  }

  static Digest digest(String text) {
    try {
      return Digest.parse(text.replaceAll("(?i)%3a", ":"));
    } catch (InvalidRequest e) {
      throw new WireError(400, "DIGEST_INVALID", e.getMessage());
    }
  }
}
