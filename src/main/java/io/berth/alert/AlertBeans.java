package io.berth.alert;

import io.berth.settings.Fact;
import io.berth.settings.Switch;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AlertBeans {

  static final Switch LOCAL_WEBHOOKS =
      new Switch(
          "local-webhooks",
          "Alerts may go to this machine",
          "Webhooks of alerts may have addresses such as 127.0.0.1. Whoever may make rules, which"
              + " are administrators, can then post to services that trust this machine.",
          false);

  @Bean
  Switch localWebhooks() {
    return LOCAL_WEBHOOKS;
  }

  @Bean
  Fact.Source alertFacts(MailProperties mail) {
    String server = mail.isOn() ? mail.host() + ", port " + mail.port() : "none";
    return () ->
        List.of(new Fact("Mail", "Server", server), new Fact("Mail", "Sent from", mail.from()));
  }
}
