package io.berth.security;

import io.berth.failure.Forbidden;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who asks a service to do something. A request's thread knows by itself; other threads that work
 * for somebody, such as those of WebSockets, say so with {@link #call}. What the engine does of its
 * own accord has no caller, and does not come through a service's door.
 *
 * @param role null for nobody
 * @param login what the role rests on; null when that cannot end
 */
public record Caller(String name, @Nullable Role role, @Nullable Login login) {

  /** May nothing: what a thread is that nobody has sent. */
  public static final Caller NOBODY = new Caller("", null, null);

  /** For the engine's own use of a service's door. */
  public static final Caller ENGINE = new Caller("the engine", Role.ADMINISTRATOR, null);

  private static final ScopedValue<Caller> SENT = ScopedValue.newInstance();

  /**
   * @param stamp of the user's account when it was granted
   * @param token null for a login
   * @param byProvider whether an OpenID provider has said who it is
   */
  record Login(long stamp, @Nullable UUID token, boolean byProvider) {}

  public static Caller current() {
    return SENT.isBound() ? SENT.get() : of(SecurityContextHolder.getContext().getAuthentication());
  }

  public static Caller of(@Nullable Principal principal) {
    return principal instanceof Authentication login
            && login.isAuthenticated()
            && login.getPrincipal() instanceof SignedIn person
        ? person.caller()
        : NOBODY;
  }

  public boolean may(Role needed) {
    return role != null && role.includes(needed);
  }

  /**
   * @param what as in "privileged containers"
   * @throws Forbidden naming the rule
   */
  public void require(Role needed, String what) {
    if (!may(needed)) {
      throw new Forbidden("not allowed: " + rule(needed, what));
    }
  }

  String rule(Role needed, String what) {
    String have =
        role == null
            ? "nobody is logged in"
            : byToken() ? "this token gives the role " + role.word() : "yours is " + role.word();
    return what + " needs the role " + needed.word() + ", and " + have;
  }

  /** Somebody with an account, and not the engine or whoever came by the Unix socket. */
  public boolean isPerson() {
    return login != null;
  }

  boolean byToken() {
    return login != null && login.token() != null;
  }

  boolean byProvider() {
    return login != null && login.byProvider();
  }

  /** Does something in this caller's name, on this thread. */
  public <R extends @Nullable Object, X extends Throwable> R call(ScopedValue.CallableOp<R, X> work)
      throws X {
    return ScopedValue.where(SENT, this).call(work);
  }
}
