package io.berth.network;

import io.berth.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The host's {@code net.ipv4.ip_forward}, which packets need to pass between the bridge and other
 * links. Put back on close when this engine turned it on and no other engine's bridge is left.
 */
final class Forwarding {

  private static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");

  private final boolean turnedOn;

  private Forwarding(boolean turnedOn) {
    this.turnedOn = turnedOn;
  }

  static Forwarding on() {
    try {
      boolean off = Files.readString(SWITCH).strip().equals("0");
      if (off) {
        Files.writeString(SWITCH, "1");
      }
      return new Forwarding(off);
    } catch (IOException e) {
      throw new Unavailable("net.ipv4.ip_forward cannot be turned on: " + e.getMessage(), e);
    }
  }

  /** For a bridge without a firewall, whose containers reach nothing that forwarding leads to. */
  static Forwarding untouched() {
    return new Forwarding(false);
  }

  void putBack() {
    if (turnedOn) {
      try {
        Files.writeString(SWITCH, "0");
      } catch (IOException e) {
        throw new Unavailable("net.ipv4.ip_forward cannot be put back: " + e.getMessage(), e);
      }
    }
  }
}
