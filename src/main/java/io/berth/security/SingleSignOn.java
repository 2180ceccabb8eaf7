package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The OpenID Connect provider whose people may log in, if one is configured. */
public interface SingleSignOn {

  /** Where a browser begins to log in by it. */
  String START = "/login/with/openid";

  /** What people call the provider; empty for none. */
  Optional<String> name();

  /** Whether this user comes in by the provider already. */
  boolean knows(String user);

  /** Lets this browser's next login by the provider be one of who is logged in now. */
  void beginLink(HttpServletRequest request);
}
