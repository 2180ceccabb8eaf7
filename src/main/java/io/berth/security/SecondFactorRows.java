package io.berth.security;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface SecondFactorRows extends JpaRepository<SecondFactor, String> {

  /** 1 for the first who uses the step's code, 0 for everybody after. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query("update SecondFactor set lastStep = :step where userName = :user and lastStep < :step")
  int use(String user, long step);

  boolean existsByUserNameAndConfirmedAtNotNull(String user);
}
