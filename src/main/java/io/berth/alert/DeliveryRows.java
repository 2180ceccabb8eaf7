package io.berth.alert;

import java.time.Instant;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

interface DeliveryRows extends JpaRepository<DeliveryEntity, Long> {

  List<DeliveryEntity> findByOrderByIdDesc(Limit limit);

  List<DeliveryEntity> findByStateAndNextAtLessThanEqualOrderById(
      Delivered.State state, Instant now, Limit limit);

  List<DeliveryEntity> findByStateOrderByNextAt(Delivered.State state, Limit limit);

  List<DeliveryEntity> findByStateOrderById(Delivered.State state, Limit limit);

  long countByState(Delivered.State state);

  @Query("select d.id from DeliveryEntity d where d.state <> WAITING order by d.id desc")
  List<Long> finished(Pageable page);

  @Modifying
  @Transactional
  @Query("delete from DeliveryEntity d where d.state <> WAITING and d.id <= ?1")
  void forgetUpTo(long id);
}
