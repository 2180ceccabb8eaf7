package io.berth.image;

import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.registry.BlobSink;
import io.berth.registry.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Gets an image's configuration, small and verified, into memory. */
final class ConfigFetch implements BlobSink {

  static final int LIMIT = 8 * 1024 * 1024;

  private final Descriptor config;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  private ConfigFetch(Descriptor config) {
    this.config = config;
  }

  static byte[] fetch(RegistryClient.Session session, ImageReference from, Descriptor config)
      throws InterruptedException {
    if (config.size() > LIMIT) {
      throw new Unsupported("the configuration of " + from.familiar() + " is larger than 8 MiB");
    }
    ConfigFetch fetch = new ConfigFetch(config);
    session.blob(config, fetch);
    return fetch.content.toByteArray();
  }

  @Override
  public void verify() {
    var hash = config.digest().newHash();
    hash.update(content.toByteArray());
    Digest actual = config.digest().of(hash);
    if (!actual.equals(config.digest())) {
      restart();
      throw new Unavailable(
          "image config verification failed for digest %s: got %s"
              .formatted(config.digest(), actual));
    }
  }

  @Override
  public long offset() {
    return content.size();
  }

  @Override
  public void restart() {
    content.reset();
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    if (content.size() + (long) length > config.size()) {
      throw new Unavailable(
          "image config " + config.digest() + " is longer than its manifest says");
    }
    content.write(bytes, start, length);
  }
}
