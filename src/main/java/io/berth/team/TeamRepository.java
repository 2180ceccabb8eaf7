package io.berth.team;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface TeamRepository extends JpaRepository<TeamEntity, String> {

  List<TeamEntity> findByOrderByName();

  Optional<TeamEntity> findByName(String name);
}
