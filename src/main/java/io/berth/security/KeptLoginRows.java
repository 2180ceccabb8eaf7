package io.berth.security;

import java.time.Instant;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.transaction.annotation.Transactional;

interface KeptLoginRows extends JpaRepository<KeptLogin, String> {

  @Transactional
  void deleteByEndsAtBefore(Instant time);

  @Transactional
  void deleteByUserName(String userName);
}
