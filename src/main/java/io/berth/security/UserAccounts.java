package io.berth.security;

import jakarta.persistence.LockModeType;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;

interface UserAccounts extends JpaRepository<UserAccount, String> {

  List<UserAccount> findByOrderByName();

  /** Whoever holds them decides alone who stays administrator. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  List<UserAccount> findByRoleAndEnabledTrue(String role);
}
