package io.berth.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to registries.
 *
 * @param insecure domains ({@code host} or {@code host:port}) that may be spoken to without TLS, or
 *     with a certificate that nobody vouches for; loopback ones always may without TLS
 * @param mirrors of Docker Hub, as {@code https://host}, asked before it in this order
 * @param certificates the folder of {@code HOST:PORT/*.crt}, PEM files of who vouches for that
 *     registry; null for none
 * @param idle how long a peer may stay silent before the connection counts as broken
 * @param attempts how often to try without any progress before giving up
 * @param backoff the first pause between two attempts; each next one is twice as long
 */
public record RegistryOptions(
    Set<String> insecure,
    List<URI> mirrors,
    @Nullable Path certificates,
    Duration connect,
    Duration idle,
    int attempts,
    Duration backoff) {

  public static final RegistryOptions DEFAULT =
      of(Set.of(), List.of(), null, Duration.ofSeconds(60));

  public RegistryOptions {
    insecure = Set.copyOf(insecure);
    mirrors = List.copyOf(mirrors);
  }

  /** With the usual number of attempts. */
  public static RegistryOptions of(
      Set<String> insecure, List<URI> mirrors, @Nullable Path certificates, Duration idle) {
    return new RegistryOptions(
        insecure, mirrors, certificates, Duration.ofSeconds(15), idle, 5, Duration.ofMillis(300));
  }
}
