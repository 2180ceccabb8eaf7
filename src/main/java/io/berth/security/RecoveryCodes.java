package io.berth.security;

import java.time.Instant;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface RecoveryCodes extends JpaRepository<RecoveryCode, String> {

  /** 1 for the first who uses it. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      "update RecoveryCode set usedAt = :time"
          + " where codeHash = :hash and userName = :user and usedAt is null")
  int use(String user, String hash, Instant time);

  long countByUserNameAndUsedAtNull(String user);

  void deleteByUserName(String user);
}
