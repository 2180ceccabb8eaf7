package io.berth.security;

import io.berth.settings.Fact;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

@Component
final class SecurityFacts implements Fact.Source {

  private static final String TOPIC = "Security";

  private final SecurityProperties properties;
  private final OidcProperties provider;

  SecurityFacts(SecurityProperties properties, OidcProperties provider) {
    this.properties = properties;
    this.provider = provider;
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact(TOPIC, "Cookies over HTTPS only", properties.secureCookies() ? "yes" : "no"),
        new Fact(
            TOPIC,
            "Host names browsers may use",
            "localhost, 127.0.0.1, [::1]" + more(properties.allowedHosts())),
        new Fact(
            TOPIC,
            "OpenID provider",
            provider.isOn() ? provider.name() + ", " + provider.issuer() : "none"),
        new Fact(
            TOPIC,
            "Host folders operators may mount",
            properties.operatorPaths().isEmpty()
                ? "none"
                : more(properties.operatorPaths()).substring(2)));
  }

  private static String more(Collection<?> values) {
    return values.stream().map(value -> ", " + value).sorted().collect(Collectors.joining());
  }
}
