package io.berth.audit;

import io.berth.settings.Fact;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
final class AuditFacts implements Fact.Source {

  private final AuditProperties properties;

  AuditFacts(AuditProperties properties) {
    this.properties = properties;
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("Security", "Log of changes goes back", properties.keep().toDays() + " days"));
  }
}
