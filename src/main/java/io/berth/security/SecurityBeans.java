package io.berth.security;

import io.berth.settings.Switch;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecurityBeans {

  static final Switch SECOND_FACTOR_REQUIRED =
      new Switch(
          "second-factor-required",
          "Everybody needs a second factor",
          "Whoever logs in by password has to set up an authenticator app before anything else."
              + " Access tokens go on working.",
          false);

  @Bean
  Switch secondFactorRequired() {
    return SECOND_FACTOR_REQUIRED;
  }

  @Bean
  HostPaths hostPaths(SecurityProperties properties) {
    return new HostPaths(properties.operatorPaths());
  }
}
