package io.berth.alert;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface IncidentRows extends JpaRepository<IncidentEntity, Long> {

  Optional<IncidentEntity> findByRuleIdAndSubject(long ruleId, String subject);

  List<IncidentEntity> findBySubject(String subject);

  void deleteBySubject(String subject);
}
