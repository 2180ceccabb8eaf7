package io.berth.volume;

import java.time.Instant;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.transaction.annotation.Transactional;

/** A volume changes its key when it goes into the bin or comes back: each is one statement. */
interface VolumeRows extends ListCrudRepository<VolumeRow, String> {

  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          update volume set name = :key, binned_name = :name, binned_at = :since,
            binned_until = :until, binned_by = :by, folder = :folder
          where name = :name\
          """)
  void bin(String name, String key, String folder, Instant since, Instant until, String by);

  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          update volume set name = :name, binned_name = null, binned_at = null,
            binned_until = null, binned_by = null
          where name = :key\
          """)
  void unbin(String key, String name);
}
