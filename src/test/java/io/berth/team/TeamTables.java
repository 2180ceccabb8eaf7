package io.berth.team;

import java.sql.SQLException;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** The room's tables in a database in memory. */
public final class TeamTables {

  private final JdbcTemplate jdbc;

  public TeamTables() {
    var source = new JdbcDataSource();
    source.setUrl(
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
    jdbc = new JdbcTemplate(source);
    for (String script : new String[] {"V3__users.sql", "V15__teams.sql"}) {
      try (var connection = source.getConnection()) {
        ScriptUtils.executeSqlScript(connection, new ClassPathResource("db/migration/" + script));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A team whose id is its name. */
  TeamTables team(String name, String... members) {
    jdbc.update("insert into team (id, name, created_at) values (?, ?, now())", name, name);
    for (String member : members) {
      jdbc.update(
          "merge into users (name, password_hash, created_at) key (name) values (?, '', now())",
          member);
      jdbc.update("insert into team_member (team_id, user_name) values (?, ?)", name, member);
    }
    return this;
  }

  OwnerRows rows() {
    return new OwnerRows(jdbc);
  }

  /** As a starting engine reads them. */
  public Ownership ownership() {
    return new Ownership(new Roster(jdbc), new OwnerRows(jdbc));
  }
}
