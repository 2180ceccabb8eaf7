package io.berth.security;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface AccessTokens extends JpaRepository<AccessToken, UUID> {

  List<AccessToken> findByUserNameOrderByCreatedAtDesc(String userName);

  long countByUserName(String userName);

  Optional<AccessToken> findBySecretHash(String secretHash);

  long deleteByIdAndUserName(UUID id, String userName);
}
