package io.berth.networks;

import io.berth.network.BridgeNetwork;
import io.berth.team.Owners;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Networks as the caller sees them. A {@code ref} is a name, a full id or a unique prefix of one.
 * Every method throws {@link io.berth.failure.NotFound} ({@code network x not found}) for an
 * unknown one, as for another team's. Failures carry Docker's own words. Thread-safe.
 */
public interface Networks {

  /**
   * @throws io.berth.failure.Conflict the name is taken
   * @throws io.berth.failure.Forbidden the subnet is in use, or the caller may not choose it
   */
  Network create(Network.Draft draft);

  /** In order of name. Filters are validated here. */
  List<Network> list(Map<String, Set<String>> filters);

  Network inspect(String ref);

  /** By its full id, whoever asks: for those who know that the caller may. */
  Network byId(String id);

  /**
   * @throws io.berth.failure.Forbidden it always exists, or a running container is on it
   */
  void remove(String ref);

  /**
   * Removes what no running container is on and the filters ({@code until}, {@code label}) select.
   *
   * @return names
   */
  List<String> prune(Map<String, Set<String>> filters);

  /** Says anew whose it is. */
  void give(String ref, Owners to);

  /**
   * The bridge that containers on it hang on.
   *
   * @throws io.berth.failure.Unavailable it has none now
   */
  BridgeNetwork bridge(Network network);

  /** See {@link io.berth.network.BridgeNetworks#route}. */
  void route(Path netns, @Nullable String gateway);

  /** See {@link io.berth.network.BridgeNetworks#sweep}. */
  void sweep();
}
