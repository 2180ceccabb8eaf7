package io.berth.security;

import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;

/** Somebody whom Spring Security has let in, and as whom. */
sealed class SignedIn extends User permits SignedInByProvider {

  private static final long serialVersionUID = 1L;

  private final transient Caller caller;

  /**
   * @param caller with a role
   */
  SignedIn(Caller caller, String passwordHash, boolean enabled) {
    super(
        caller.name(),
        passwordHash,
        enabled,
        true,
        true,
        true,
        AuthorityUtils.createAuthorityList("ROLE_" + caller.role()));
    this.caller = caller;
  }

  Caller caller() {
    return caller;
  }
}
