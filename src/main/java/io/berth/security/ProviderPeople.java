package io.berth.security;

import org.springframework.data.jpa.repository.JpaRepository;

interface ProviderPeople extends JpaRepository<ProviderPerson, ProviderPerson.Identity> {

  boolean existsByUserName(String userName);
}
