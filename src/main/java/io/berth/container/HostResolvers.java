package io.berth.container;

import java.net.InetAddress;
import java.util.List;

/** The host's name servers as they are now; looked up again every few seconds. Thread-safe. */
final class HostResolvers {

  private static final long GOOD_FOR_NANOS = 5_000_000_000L;

  private List<String> servers = List.of();
  private long read = System.nanoTime() - GOOD_FOR_NANOS;

  synchronized List<String> servers() {
    long now = System.nanoTime();
    if (now - read >= GOOD_FOR_NANOS) {
      read = now;
      servers = EtcFiles.hostServers().stream().filter(HostResolvers::isAddress).toList();
    }
    return servers;
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
