package io.berth.bin;

import io.berth.security.Caller;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keep how long removed things can come back; 0 removes them for good at once
 */
@ConfigurationProperties("berth.bin")
public record BinProperties(@DefaultValue("24h") Duration keep) {

  /** How long the version before a change is kept at least. */
  private static final Duration VERSION = Duration.ofHours(24);

  public BinProperties {
    if (keep.isNegative() || keep.toDays() > 365) {
      throw new IllegalArgumentException("berth.bin.keep must be from 0 to 365d");
    }
  }

  public boolean isOn() {
    return keep.isPositive();
  }

  /** The stay of something that is removed now, by whoever asks. */
  public Stay begin() {
    return begin(keep);
  }

  /** The same of a container's version, which waits whether or not the bin is on. */
  public Stay beginVersion() {
    return begin(keep.compareTo(VERSION) > 0 ? keep : VERSION);
  }

  private static Stay begin(Duration time) {
    Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    return new Stay(now, now.plus(time), Caller.current().name());
  }
}
