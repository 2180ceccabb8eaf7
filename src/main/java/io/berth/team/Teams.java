package io.berth.team;

import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Teams and their members. Changes are for administrators. Unknown names, and to a caller all names
 * of teams that they are not in, are {@link io.berth.failure.NotFound}.
 */
public interface Teams {

  /** Those of the caller, or for administrators all, in order of name. */
  List<TeamView> list();

  TeamView inspect(String name);

  /**
   * @throws io.berth.failure.InvalidRequest for a name of other than 1 to 64 lower-case letters,
   *     digits and {@code . _ -}, or that begins with one of these three
   * @throws io.berth.failure.Conflict when the name is taken
   */
  void create(String name);

  /** As {@link #create}; what the team has stays its own. */
  void rename(String name, String to);

  /** One who is a member already stays one. */
  void addMember(String name, String user);

  /** Logs the user out, which ends their streams, at once. */
  void removeMember(String name, String user);

  /**
   * Removes a team; its members are logged out.
   *
   * @param heir the team that gets what it has; empty for everybody
   */
  void remove(String name, String heir);

  /**
   * @param owns how many things of each kind; none is left out
   */
  record TeamView(String name, Instant createdAt, List<String> members, Map<Kind, Integer> owns) {}
}
