package io.berth.alert;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param firstRetry how long after a failed delivery it is tried again; each next time four times
 *     as long, an hour at most
 * @param diskEvery how often the disk is looked at
 */
@ConfigurationProperties("berth.alerts")
record AlertProperties(
    @DefaultValue("5s") Duration firstRetry, @DefaultValue("1m") Duration diskEvery) {

  AlertProperties {
    if (!firstRetry.isPositive() || !diskEvery.isPositive()) {
      throw new IllegalArgumentException(
          "berth.alerts.first-retry and berth.alerts.disk-every must be longer than nothing");
    }
  }
}
