package io.berth.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keep how long an entry is kept
 */
@ConfigurationProperties("berth.audit")
record AuditProperties(@DefaultValue("400d") Duration keep) {
  AuditProperties {
    if (keep.toDays() < 1) {
      throw new IllegalArgumentException("berth.audit.keep must be at least one day: 1d");
    }
  }
}
