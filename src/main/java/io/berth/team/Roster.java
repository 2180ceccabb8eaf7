package io.berth.team;

import io.berth.security.Caller;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who is in which team, in memory: read again after each change. Thread-safe. */
@Component
class Roster {

  private final JdbcTemplate jdbc;
  private volatile Teams now;

  /**
   * @param names of the teams, by id
   * @param ofUsers ids of the teams, by user
   */
  private record Teams(Map<String, String> names, Map<String, Set<String>> ofUsers) {}

  Roster(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.now = read();
  }

  void readAgain() {
    now = read();
  }

  private Teams read() {
    Map<String, String> names = new HashMap<>();
    Map<String, Set<String>> ofUsers = new HashMap<>();
    jdbc.query(
        "select id, name from team",
        row -> {
          names.put(row.getString("id"), row.getString("name"));
        });
    jdbc.query(
        "select team_id, user_name from team_member",
        row -> {
          ofUsers
              .computeIfAbsent(row.getString("user_name"), _ -> new HashSet<>())
              .add(row.getString("team_id"));
        });
    return new Teams(names, ofUsers);
  }

  /** Ids. Empty for those that are no people. */
  Set<String> teamsOf(Caller caller) {
    return caller.isPerson() ? now.ofUsers().getOrDefault(caller.name(), Set.of()) : Set.of();
  }

  String name(String team) {
    return now.names().getOrDefault(team, team);
  }

  Map<String, String> names() {
    return now.names();
  }
}
