package io.berth.registry;

import java.time.Duration;
import java.util.Set;

/**
 * How to talk to registries.
 *
 * @param insecure domains ({@code host} or {@code host:port}) that may be spoken to without TLS;
 *     loopback ones always may
 * @param idle how long a peer may stay silent before the connection counts as broken
 * @param attempts how often to try without any progress before giving up
 * @param backoff the first pause between two attempts; each next one is twice as long
 */
public record RegistryOptions(
    Set<String> insecure, Duration connect, Duration idle, int attempts, Duration backoff) {

  public static final RegistryOptions DEFAULT =
      new RegistryOptions(
          Set.of(), Duration.ofSeconds(15), Duration.ofSeconds(60), 5, Duration.ofMillis(300));

  public RegistryOptions {
    insecure = Set.copyOf(insecure);
  }
}
