package io.berth.team;

import java.util.HashSet;
import java.util.Set;

/**
 * Whose something is.
 *
 * @param teams ids; none for everybody's
 */
public record Owners(Set<String> teams) {

  public static final Owners EVERYBODY = new Owners(Set.of());

  /** For administrators only: no team has this id. */
  public static final Owners NO_TEAM = new Owners(Set.of("-"));

  public Owners {
    teams = Set.copyOf(teams);
  }

  static Owners of(String team) {
    return new Owners(Set.of(team));
  }

  public boolean areEverybody() {
    return teams.isEmpty();
  }

  boolean haveOneOf(Set<String> others) {
    return teams.stream().anyMatch(others::contains);
  }

  Owners with(Owners others) {
    var all = new HashSet<>(teams);
    all.addAll(others.teams);
    return new Owners(all);
  }

  Owners without(Set<String> others) {
    var left = new HashSet<>(teams);
    left.removeAll(others);
    return new Owners(left);
  }
}
