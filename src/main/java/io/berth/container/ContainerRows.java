package io.berth.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.query.Param;
import org.springframework.transaction.annotation.Transactional;

/** One statement a change: no entity is read before it is written. */
interface ContainerRows extends ListCrudRepository<ContainerRow, String> {

  @Transactional
  @Modifying
  @Query(
      """
      update ContainerRow c set c.status = :status, c.exitCode = :exitCode,
        c.oomKilled = :oomKilled, c.error = :error, c.startedAt = :startedAt,
        c.finishedAt = :finishedAt, c.restartCount = :restartCount,
        c.manuallyStopped = :manuallyStopped
      where c.id = :id\
      """)
  void saveState(
      @Param("id") String id,
      @Param("status") String status,
      @Param("exitCode") int exitCode,
      @Param("oomKilled") boolean oomKilled,
      @Param("error") String error,
      @Param("startedAt") @Nullable Instant startedAt,
      @Param("finishedAt") @Nullable Instant finishedAt,
      @Param("restartCount") int restartCount,
      @Param("manuallyStopped") boolean manuallyStopped);

  @Transactional
  @Modifying
  @Query("update ContainerRow c set c.name = :name, c.hostConfig = :hostConfig where c.id = :id")
  void saveChoices(
      @Param("id") String id, @Param("name") String name, @Param("hostConfig") String hostConfig);

  @Transactional
  @Modifying
  @Query("delete from ContainerRow c where c.id = :id")
  void drop(@Param("id") String id);
}
