package io.berth.security;

import io.berth.failure.InvalidRequest;
import java.util.Locale;

/** What somebody may do; each role includes those before it. */
public enum Role {
  /** Sees everything but secrets. */
  VIEWER,
  /** Works with containers, images, volumes and networks, without power over the host. */
  OPERATOR,
  /** May everything. */
  ADMINISTRATOR;

  /**
   * @throws InvalidRequest when there is no such role
   */
  public static Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new InvalidRequest(
        "no such role: " + word + "; there are viewer, operator and administrator");
  }

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  static Role lesser(Role one, Role other) {
    return one.includes(other) ? other : one;
  }
}
