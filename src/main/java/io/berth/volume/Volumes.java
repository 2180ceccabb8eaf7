package io.berth.volume;

import io.berth.team.Owners;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Directories that outlive containers. One driver, {@code local}: a folder under the engine's root.
 * Thread-safe. Unknown names, and those of other teams' volumes, throw {@link
 * io.berth.failure.NotFound} ({@code get x: no such volume}).
 */
public interface Volumes {

  /**
   * Makes a volume, which is the caller's team's, or gives the one that has the name.
   *
   * @param name null or empty for an anonymous volume of 64 hexadecimal digits
   * @param driver empty or {@code local}
   * @param options refused unless empty
   */
  Volume create(
      @Nullable String name,
      String driver,
      Map<String, String> options,
      Map<String, String> labels);

  /**
   * The same for a container, whose owners a new volume gets.
   *
   * @param name empty for an anonymous volume
   * @throws io.berth.failure.Forbidden the caller does not see the one that has the name
   */
  Volume createOwned(String name, Map<String, String> labels, Owners owners);

  Volume inspect(String name);

  /**
   * In order of name.
   *
   * @param filters {@code dangling}, {@code driver}, {@code label}, {@code name}
   */
  List<Volume> list(Map<String, Set<String>> filters);

  /**
   * @param force whether a missing volume is no error
   * @throws io.berth.failure.Conflict a container uses it
   */
  void remove(String name, boolean force);

  /**
   * Removes volumes that no container uses or would miss: the anonymous ones, and with the filter
   * {@code all=true} the named ones too.
   *
   * @param filters {@code all}, {@code label}, {@code label!}
   */
  Pruned prune(Map<String, Set<String>> filters);

  /**
   * Says anew whose it is.
   *
   * @throws io.berth.failure.Forbidden it is not the caller's to give
   */
  void give(String name, Owners to);

  /** Bytes that a volume takes on disk; walks through it. */
  long size(String name);

  /**
   * @param anonymous whether the engine chose the name
   * @param mountpoint the directory with the content
   */
  record Volume(
      String name,
      Instant created,
      Map<String, String> labels,
      boolean anonymous,
      Path mountpoint) {

    Volume named(String other) {
      return new Volume(other, created, labels, anonymous, mountpoint);
    }
  }

  record Pruned(List<String> names, long reclaimedBytes) {}
}
