package io.berth.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Backups of volumes, as tar archives whose names begin with {@code ./}: the directory itself, so
 * that it gets its owner and mode back, and all in it. Whoever may have a volume in a container of
 * their own may do so; else {@link io.berth.failure.Forbidden}.
 */
public interface VolumeArchives {

  /**
   * @param pause whether the containers that run with the volume stand still meanwhile
   * @throws io.berth.failure.NotFound there is no such volume
   */
  void save(String volume, boolean pause, OutputStream out) throws IOException;

  /**
   * Makes the volume's content that of an archive, which may be compressed. Until all of it has
   * come, what was there stays.
   *
   * @param volume made if there is none
   * @param replace whether something may be in it
   * @throws io.berth.failure.Conflict something is in it, or a container runs with it
   * @throws io.berth.failure.InvalidRequest it is no archive, or leads out of the volume
   */
  void restore(String volume, InputStream archive, boolean replace) throws IOException;
}
