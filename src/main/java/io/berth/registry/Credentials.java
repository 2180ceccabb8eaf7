package io.berth.registry;

/**
 * Who asks. They go to the registry's own host, and to a token service that is plainly the same
 * party's (see {@link Destinations}), and nowhere else. Empty strings mean none. Never logged.
 *
 * @param identityToken an OAuth2 refresh token
 * @param registryToken a bearer token to use as it is
 */
public record Credentials(
    String username, String password, String identityToken, String registryToken) {

  public static final Credentials NONE = new Credentials("", "", "", "");

  boolean hasPassword() {
    return !username.isEmpty() || !password.isEmpty();
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }
}
