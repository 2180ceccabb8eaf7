package io.berth.linux.cgroup;

import io.berth.linux.RootPath;
import java.util.List;

/** A container's control group, see cgroups(7). Closing it kills what is inside and removes it. */
public interface Cgroup extends AutoCloseable {

  /**
   * Moves the calling thread in, so that its children are born inside, until the membership is
   * closed by the same thread. Does nothing where a single thread cannot be moved (version 2);
   * {@link #place(int)} does it there.
   */
  Membership join();

  /** Moves a child of the joined thread into what {@link #join()} could not. */
  void place(int pid);

  /** Sets limits; fields that are unset stay as they are. */
  void limit(Limits limits);

  /** Only these devices can be opened or made. */
  void devices(List<DeviceRule> allowed);

  /** Returns when every process is frozen. */
  void freeze();

  void thaw();

  /** Whether it was asked to freeze, by whomever. */
  boolean frozen();

  List<Integer> pids();

  CgroupUsage usage();

  /** How often the out-of-memory killer struck here. */
  long oomKills();

  /** What the container sees as /sys/fs/cgroup. */
  List<View> views();

  void kill();

  @Override
  void close();

  /**
   * A directory of the group.
   *
   * @param name below /sys/fs/cgroup; empty for /sys/fs/cgroup itself
   * @param directory on the host
   * @param aliases further names, such as {@code cpu} for {@code cpu,cpuacct}
   */
  record View(String name, java.nio.file.Path directory, List<String> aliases) {
    /** Opens the directory for mounting. */
    public io.berth.linux.Fd open() {
      return RootPath.openHost(directory, io.berth.linux.Open.PATH);
    }
  }
}
