package io.berth.security;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecurityBeans {

  @Bean
  HostPaths hostPaths(SecurityProperties properties) {
    return new HostPaths(properties.operatorPaths());
  }
}
