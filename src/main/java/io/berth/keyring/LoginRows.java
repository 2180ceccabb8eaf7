package io.berth.keyring;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Kept logins as they are stored. */
@Component
class LoginRows {

  private static final String ALL =
      "select id, registry, user_name, team_id, login, secret, kept_by, kept_at from registry_login";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  LoginRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.transaction =
        new TransactionTemplate(
            new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
  }

  /**
   * @param user whose own it is
   * @param team the id of whose it is
   * @param secret sealed
   */
  record Row(
      String id,
      String registry,
      @Nullable String user,
      @Nullable String team,
      String username,
      String secret,
      String keptBy,
      Instant keptAt) {

    boolean isEverybodys() {
      return user == null && team == null;
    }

    boolean hasOwnerOf(Row other) {
      return Objects.equals(user, other.user) && Objects.equals(team, other.team);
    }
  }

  List<Row> all() {
    return jdbc.query(ALL + " order by registry, kept_at", (row, _) -> row(row));
  }

  List<Row> of(String registry) {
    return jdbc.query(ALL + " where registry = ? order by kept_at", (row, _) -> row(row), registry);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getString("id"),
        row.getString("registry"),
        row.getString("user_name"),
        row.getString("team_id"),
        row.getString("login"),
        row.getString("secret"),
        row.getString("kept_by"),
        row.getTimestamp("kept_at").toInstant());
  }

  /** Keeps one in place of those of the same registry and owner. */
  void put(Row row) {
    transaction.executeWithoutResult(_ -> {
      of(row.registry()).stream().filter(row::hasOwnerOf).forEach(old -> delete(old.id()));
      jdbc.update(
          "insert into registry_login (id, registry, user_name, team_id, login, secret, kept_by,"
              + " kept_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
          row.id(),
          row.registry(),
          row.user(),
          row.team(),
          row.username(),
          row.secret(),
          row.keptBy(),
          row.keptAt().atOffset(ZoneOffset.UTC));
    });
  }

  void delete(String id) {
    jdbc.update("delete from registry_login where id = ?", id);
  }
}
