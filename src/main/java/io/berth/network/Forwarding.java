package io.berth.network;

import io.berth.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The host's {@code net.ipv4.ip_forward}, which packets need to pass between the bridge and other
 * links. A marker says that an engine turned it on, to all engines of the host and to their later
 * processes: whoever removes the last bridge puts it back.
 */
final class Forwarding {

  private static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");
  private static final Path MARKER = Path.of("/run/berth-ip-forward");

  private final Path marker;

  /**
   * @param marker a file that is gone after a reboot
   */
  Forwarding(Path marker) {
    this.marker = marker;
  }

  static Forwarding ofHost() {
    return new Forwarding(MARKER);
  }

  /** The bridge is there already, so that nobody who looks for other bridges misses it. */
  void on() {
    try {
      if (Files.readString(SWITCH).strip().equals("0")) {
        turnOn();
      }
    } catch (IOException e) {
      throw new Unavailable("net.ipv4.ip_forward cannot be turned on: " + e.getMessage(), e);
    }
  }

  /**
   * Turns it off if an engine turned it on and none needs it. An engine that comes meanwhile finds
   * it on or off: it is looked for again afterwards.
   */
  void putBack(BooleanSupplier needed) {
    try {
      if (needed.getAsBoolean() || !Files.exists(marker)) {
        return;
      }
      Files.writeString(SWITCH, "0");
      Files.deleteIfExists(marker);
      if (needed.getAsBoolean()) {
        turnOn();
      }
    } catch (IOException e) {
      throw new Unavailable("net.ipv4.ip_forward cannot be put back: " + e.getMessage(), e);
    }
  }

  /** The marker first: of a crash in between, a switch that is off already is all that is left. */
  private void turnOn() throws IOException {
    Files.writeString(marker, "");
    Files.writeString(SWITCH, "1");
  }
}
