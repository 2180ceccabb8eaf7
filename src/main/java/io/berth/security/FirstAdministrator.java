package io.berth.security;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Tells the person at the terminal, once and past the log, how to come in. */
@Component
class FirstAdministrator implements ApplicationRunner {

  private final AccountService accounts;

  FirstAdministrator(AccountService accounts) {
    this.accounts = accounts;
  }

  @Override
  public void run(ApplicationArguments args) {
    accounts
        .createFirstAdministrator()
        .ifPresent(password ->
            System.out.printf(
                "First start: log in as \"%s\" with the password %s (shown only now)%n",
                AccountService.FIRST_ADMINISTRATOR, password));
  }
}
