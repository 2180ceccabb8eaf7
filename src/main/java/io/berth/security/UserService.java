package io.berth.security;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class UserService implements Users {

  private final UserAccounts users;
  private final AccessTokens tokens;
  private final KeptLoginRows logins;
  private final AccountService accounts;
  private final SecondFactorService factors;
  private final ApplicationEventPublisher events;

  UserService(
      UserAccounts users,
      AccessTokens tokens,
      KeptLoginRows logins,
      AccountService accounts,
      SecondFactorService factors,
      ApplicationEventPublisher events) {
    this.users = users;
    this.events = events;
    this.factors = factors;
    this.tokens = tokens;
    this.logins = logins;
    this.accounts = accounts;
  }

  @Override
  @Transactional(readOnly = true)
  public List<UserView> list() {
    return users.findByOrderByName().stream().map(this::view).toList();
  }

  @Override
  @Transactional(readOnly = true)
  public UserView inspect(String name) {
    return view(find(name));
  }

  private UserView view(UserAccount user) {
    return user.view(tokens.countByUserName(user.name()), factors.isOn(user.name()));
  }

  @Override
  public String create(String name, Role role) {
    return accounts.add(name, role);
  }

  @Override
  public void changeRole(String name, Role role) {
    if (role != Role.ADMINISTRATOR) {
      requireAnotherAdministrator(name);
    }
    UserAccount user = find(name);
    if (user.role() != role) {
      user.setRole(role);
      logins.deleteByUserName(name);
    }
  }

  @Override
  public void enable(String name, boolean enabled) {
    if (!enabled) {
      requireAnotherAdministrator(name);
    }
    UserAccount user = find(name);
    if (user.enabled() != enabled) {
      user.setEnabled(enabled);
      logins.deleteByUserName(name);
    }
  }

  @Override
  public void endLogins(String name) {
    find(name).endLogins();
    logins.deleteByUserName(name);
  }

  @Override
  public void remove(String name) {
    requireAnotherAdministrator(name);
    users.delete(find(name));
    events.publishEvent(new UserRemoved(name));
  }

  @Override
  public String resetLogin(String name) {
    String password = accounts.resetPassword(name);
    factors.remove(name);
    return password;
  }

  /** Before the user is read: the rows are locked until the transaction's end. */
  private void requireAnotherAdministrator(String name) {
    var administrators =
        users.findByRoleAndEnabledTrue(Role.ADMINISTRATOR.name()).stream()
            .map(UserAccount::name)
            .toList();
    if (administrators.equals(List.of(name))) {
      throw new Conflict(
          "user " + name + " is the last administrator who can log in: make another one first");
    }
  }

  private UserAccount find(String name) {
    return users.findById(name).orElseThrow(() -> new NotFound("no such user: " + name));
  }
}
