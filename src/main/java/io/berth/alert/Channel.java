package io.berth.alert;

import io.berth.failure.InvalidRequest;
import java.util.Locale;

/** How people are told. */
public enum Channel {
  WEBHOOK,
  MAIL;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Channel of(String word) {
    return switch (word) {
      case "webhook" -> WEBHOOK;
      case "mail" -> MAIL;
      default -> throw new InvalidRequest("\"" + word + "\" is neither webhook nor mail");
    };
  }
}
