package io.berth.usage;

import io.berth.container.Containers;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class UsageConfiguration {

  @Bean
  UsageHistory usageHistory(Containers containers) {
    return new UsageHistory(containers, Clock.systemUTC());
  }
}
