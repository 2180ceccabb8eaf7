package io.berth.team;

import io.berth.team.Ownership.Kind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Whose each thing is: stored, and in memory for every look. Thread-safe. */
@Component
class OwnerRows {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Map<Thing, Owners> owned = new ConcurrentHashMap<>();

  private record Thing(Kind kind, String id) {}

  OwnerRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.transaction =
        new TransactionTemplate(
            new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
    owned.putAll(read());
  }

  private Map<Thing, Owners> read() {
    Map<Thing, Set<String>> teams = new HashMap<>();
    jdbc.query(
        "select kind, thing, team_id from ownership",
        row -> {
          teams
              .computeIfAbsent(
                  new Thing(Kind.valueOf(row.getString("kind")), row.getString("thing")),
                  _ -> new HashSet<>())
              .add(row.getString("team_id"));
        });
    Map<Thing, Owners> found = new HashMap<>();
    teams.forEach((thing, ids) -> found.put(thing, new Owners(ids)));
    return found;
  }

  Owners of(Kind kind, String id) {
    return owned.getOrDefault(new Thing(kind, id), Owners.EVERYBODY);
  }

  synchronized void set(Kind kind, String id, Owners owners) {
    if (of(kind, id).equals(owners)) {
      return;
    }
    transaction.executeWithoutResult(_ -> {
      jdbc.update("delete from ownership where kind = ? and thing = ?", kind.name(), id);
      owners
          .teams()
          .forEach(team ->
              jdbc.update(
                  "insert into ownership (kind, thing, team_id) values (?, ?, ?)",
                  kind.name(),
                  id,
                  team));
    });
    if (owners.areEverybody()) {
      owned.remove(new Thing(kind, id));
    } else {
      owned.put(new Thing(kind, id), owners);
    }
  }

  /** What a team has becomes another one's, or with an empty id everybody's. */
  synchronized void inherit(String team, String heir) {
    Map<Thing, Owners> theirs = new HashMap<>(owned);
    theirs.values().removeIf(owners -> !owners.teams().contains(team));
    theirs.forEach((thing, owners) -> {
      Owners left = owners.without(Set.of(team));
      set(thing.kind(), thing.id(), heir.isEmpty() ? left : left.with(Owners.of(heir)));
    });
  }

  Map<Kind, Integer> count(String team) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    owned.forEach((thing, owners) -> {
      if (owners.teams().contains(team)) {
        counts.merge(thing.kind(), 1, Integer::sum);
      }
    });
    return counts;
  }
}
