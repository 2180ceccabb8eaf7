package io.berth.alert;

import java.util.Properties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * The mail server.
 *
 * @param host empty for none
 * @param security {@code starttls}, {@code tls} or {@code none}
 * @param user empty to send without logging in
 */
@ConfigurationProperties("berth.mail")
record MailProperties(
    @DefaultValue("") String host,
    @DefaultValue("587") int port,
    @DefaultValue("starttls") String security,
    @DefaultValue("") String user,
    @DefaultValue("") String password,
    @DefaultValue("berth@localhost") String from) {

  private static final String TIMEOUT_MILLIS = "10000";

  MailProperties {
    if (!security.matches("starttls|tls|none")) {
      throw new IllegalArgumentException("berth.mail.security must be starttls, tls or none");
    }
  }

  boolean isOn() {
    return !host.isEmpty();
  }

  JavaMailSenderImpl sender() {
    var sender = new JavaMailSenderImpl();
    sender.setHost(host);
    sender.setPort(port);
    sender.setDefaultEncoding("UTF-8");
    if (!user.isEmpty()) {
      sender.setUsername(user);
      sender.setPassword(password);
    }
    Properties smtp = sender.getJavaMailProperties();
    smtp.setProperty("mail.smtp.auth", String.valueOf(!user.isEmpty()));
    smtp.setProperty("mail.smtp.starttls.required", String.valueOf(security.equals("starttls")));
    smtp.setProperty("mail.smtp.starttls.enable", String.valueOf(security.equals("starttls")));
    smtp.setProperty("mail.smtp.ssl.enable", String.valueOf(security.equals("tls")));
    smtp.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    smtp.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
    smtp.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
    smtp.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
    return sender;
  }

  @Override
  public String toString() {
    return "mail server " + host + ":" + port;
  }
}
