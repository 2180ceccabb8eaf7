package io.berth.security;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.security.ProviderRefused.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Finds or makes the account of somebody for whom the OpenID provider speaks. */
@Service
class ProviderAccounts {

  private final OidcProperties provider;
  private final ProviderPeople people;
  private final AccountService accounts;
  private final Users users;

  ProviderAccounts(
      OidcProperties provider, ProviderPeople people, AccountService accounts, Users users) {
    this.provider = provider;
    this.people = people;
    this.accounts = accounts;
    this.users = users;
  }

  /**
   * @param claims of the provider's ID token and user info, checked
   * @throws ProviderRefused when there is no account for this person and none can be made
   */
  @Transactional
  public SignedInByProvider signIn(ClaimAccessor claims) {
    if (accounts.isEmpty()) {
      throw new ProviderRefused(Reason.SETUP, "this engine has no administrator yet");
    }
    var role = role(claims);
    String user = known(claims).map(ProviderPerson::userName).orElse("");
    if (user.isEmpty()) {
      user = join(claims, role.orElse(Role.VIEWER));
    } else if (role.isPresent()) {
      follow(user, role.get());
    }
    var person = accounts.signInByProvider(user);
    if (!person.isEnabled()) {
      throw new DisabledException("the account " + user + " is disabled");
    }
    accounts.loggedIn(user);
    return person;
  }

  /** Lets somebody who is logged in here come in by the provider from now on. */
  @Transactional
  public SignedInByProvider link(String user, ClaimAccessor claims) {
    var linked = known(claims).map(ProviderPerson::userName);
    if (linked.isPresent() && !linked.get().equals(user)) {
      throw new ProviderRefused(
          Reason.TAKEN, provider.name() + " logs in " + linked.get() + " with this person already");
    }
    people.save(new ProviderPerson(identity(claims), user));
    return signIn(claims);
  }

  boolean knows(String user) {
    return people.existsByUserName(user);
  }

  private Optional<ProviderPerson> known(ClaimAccessor claims) {
    return people.findById(identity(claims));
  }

  private ProviderPerson.Identity identity(ClaimAccessor claims) {
    return new ProviderPerson.Identity(
        provider.issuer(), claims.getClaimAsString(IdTokenClaimNames.SUB));
  }

  /** Empty when roles are not the provider's affair. */
  private Optional<Role> role(ClaimAccessor claims) {
    if (!provider.givesRoles()) {
      return Optional.empty();
    }
    var groups = claims.getClaimAsStringList(provider.groupsClaim());
    var role = provider.role(groups == null ? List.of() : groups);
    if (role.isEmpty()) {
      throw new ProviderRefused(Reason.GROUP, "no group of this person gives a role here");
    }
    return role;
  }

  private String join(ClaimAccessor claims, Role role) {
    String claimed = claims.getClaimAsString(provider.userClaim());
    String name = claimed == null ? "" : claimed.toLowerCase(Locale.ROOT).replaceFirst("@.*", "");
    try {
      accounts.add(name, role);
    } catch (InvalidRequest e) {
      throw new ProviderRefused(Reason.NAME, "not a user name here: " + name);
    } catch (Conflict e) {
      throw new ProviderRefused(Reason.TAKEN, e.getMessage());
    }
    people.save(new ProviderPerson(identity(claims), name));
    return name;
  }

  private void follow(String user, Role role) {
    try {
      users.changeRole(user, role);
    } catch (Conflict e) {
      throw new ProviderRefused(Reason.LAST, e.getMessage());
    }
  }
}
