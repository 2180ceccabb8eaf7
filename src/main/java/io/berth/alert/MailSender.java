package io.berth.alert;

import io.berth.failure.InvalidRequest;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.stereotype.Component;

/** Sends mail by the server that the configuration names. */
@Component
class MailSender {

  private final MailProperties properties;
  private @Nullable JavaMailSenderImpl sender;

  MailSender(MailProperties properties) {
    this.properties = properties;
  }

  boolean isOn() {
    return properties.isOn();
  }

  /** Addresses, separated by commas, when they are that. */
  static String addresses(String text) {
    try {
      InternetAddress[] all = InternetAddress.parse(text.strip(), true);
      if (all.length == 0) {
        throw new InvalidRequest("say whom to write to: an address is missing");
      }
      for (InternetAddress one : all) {
        one.validate();
        if (!one.getAddress().contains("@")) {
          throw new InvalidRequest("\"" + one.getAddress() + "\" is no address of mail");
        }
      }
      return InternetAddress.toString(all);
    } catch (AddressException e) {
      throw new InvalidRequest("that is no address of mail: " + e.getMessage(), e);
    }
  }

  Outcome send(String addresses, Notice notice) {
    if (!isOn()) {
      return new Outcome.Failed(
          "no mail server is configured: an administrator sets berth.mail.host", false);
    }
    try {
      var message = new SimpleMailMessage();
      message.setFrom(properties.from());
      message.setTo(
          Arrays.stream(InternetAddress.parse(addresses))
              .map(InternetAddress::toString)
              .toArray(String[]::new));
      message.setSubject(oneLine(notice.text()));
      message.setText(text(notice));
      sender().send(message);
      return new Outcome.Sent("the mail server took it");
    } catch (MailAuthenticationException e) {
      return new Outcome.Failed("the mail server refused user or password", false);
    } catch (MailException | AddressException e) {
      return new Outcome.Failed("the mail server did not take it: " + cause(e), true);
    }
  }

  /** Made when it is first needed. */
  private synchronized JavaMailSenderImpl sender() {
    JavaMailSenderImpl known = sender == null ? properties.sender() : sender;
    sender = known;
    return known;
  }

  private static String text(Notice notice) {
    var text = new StringBuilder(notice.summary()).append("\n\n");
    if (notice.container() != null) {
      text.append("container: ").append(notice.container().name()).append('\n');
    }
    return text.append("host: ")
        .append(notice.host())
        .append("\nwhen: ")
        .append(notice.at())
        .append("\nrule: ")
        .append(notice.rule())
        .append('\n')
        .toString();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String cause(Exception e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = last.getMessage();
    return oneLine(message == null ? last.getClass().getSimpleName() : message.strip());
  }
}
