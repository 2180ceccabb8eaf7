package io.berth.alert;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface RuleRows extends JpaRepository<RuleEntity, Long> {

  List<RuleEntity> findByOrderByNameAscIdAsc();
}
