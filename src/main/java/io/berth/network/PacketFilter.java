package io.berth.network;

import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.linux.nftables.Nftables;
import org.jspecify.annotations.Nullable;

/**
 * What bridges have their rules in, of the network namespace that the opening thread is in. One for
 * a process, opened before it has many descriptors: see {@link Nftables#open}. Thread-safe.
 */
public final class PacketFilter implements AutoCloseable {

  private final @Nullable Nftables nftables;
  private final String reason;

  private PacketFilter(@Nullable Nftables nftables, String reason) {
    this.nftables = nftables;
    this.reason = reason;
  }

  /** Where the library is missing or the kernel refuses, whoever needs rules is told so. */
  public static PacketFilter open() {
    try {
      return Nftables.open()
          .map(nftables -> new PacketFilter(nftables, ""))
          .orElseGet(() -> missing("libnftables.so.1 (package libnftables1) is missing"));
    } catch (BerthException e) {
      return missing(e.getMessage());
    }
  }

  static PacketFilter missing(String reason) {
    return new PacketFilter(null, reason);
  }

  /**
   * Runs all of the commands or none, see {@link Nftables#run}.
   *
   * @throws Unavailable there is no packet filter, or it refuses
   */
  void run(String commands) {
    if (nftables == null) {
      throw new Unavailable(reason);
    }
    nftables.run(commands);
  }

  /** Rules stay as they are. */
  @Override
  public void close() {
    if (nftables != null) {
      nftables.close();
    }
  }
}
