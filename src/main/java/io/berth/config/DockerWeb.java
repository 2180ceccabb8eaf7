package io.berth.config;

import io.berth.dockerapi.DockerJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import tools.jackson.core.JsonGenerator;

/** What the Docker Engine API needs of the web layer that it shares with the dashboard. */
@Configuration(proxyBeanMethods = false)
class DockerWeb {

  /** JSON answers end with a newline, as Docker's do. */
  @Bean
  JacksonJsonHttpMessageConverter jsonConverter() {
    return new JacksonJsonHttpMessageConverter(DockerJson.MAPPER) {
      @Override
      protected void writeSuffix(JsonGenerator generator, Object object) {
        generator.writeRaw('\n');
      }
    };
  }

  /** Image names hold slashes, which some clients encode; everything else stays strict. */
  @Bean
  HttpFirewall httpFirewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setAllowUrlEncodedSlash(true);
    firewall.setAllowUrlEncodedPercent(true);
    return firewall;
  }
}
