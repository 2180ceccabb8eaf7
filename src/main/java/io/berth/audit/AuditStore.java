package io.berth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The entries in the database: written once, read, and removed by age alone. There is no statement
 * that changes one.
 */
@Component
final class AuditStore {

  private static final String[] TEXTS = {
    "user_name",
    "door",
    "address",
    "action",
    "object_type",
    "object_id",
    "object_name",
    "parameters",
    "error"
  };

  private final JdbcTemplate jdbc;

  AuditStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The number is the database's. */
  void insert(AuditEntry entry) {
    jdbc.update(
        """
        insert into audit_entry (happened_at, user_name, door, address, action, object_type,
          object_id, object_name, parameters, status, error)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        row -> {
          row.setObject(1, entry.at().atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
          row.setString(2, cut(entry.user(), 100));
          row.setString(3, entry.door());
          row.setString(4, cut(entry.address(), 100));
          row.setString(5, cut(entry.action(), 60));
          row.setString(6, cut(entry.objectType(), 40));
          row.setString(7, cut(entry.objectId(), 300));
          row.setString(8, cut(entry.objectName(), 300));
          row.setString(9, cut(entry.parameters(), 2000));
          row.setInt(10, entry.status());
          row.setString(11, cut(entry.error(), 2000));
        });
  }

  /** PostgreSQL keeps no NUL in a text. */
  private static String cut(String text, int most) {
    String storable = text.replace('\0', '\uFFFD');
    return storable.length() <= most ? storable : storable.substring(0, most - 1) + "…";
  }

  List<AuditEntry> find(AuditQuery query, int limit) {
    StringBuilder where = new StringBuilder();
    List<Object> values = new ArrayList<>();
    if (query.before() != null) {
      and(where, values, "id < ?", query.before());
    }
    if (query.from() != null) {
      and(where, values, "happened_at >= ?", query.from().atOffset(ZoneOffset.UTC));
    }
    if (query.to() != null) {
      and(where, values, "happened_at < ?", query.to().atOffset(ZoneOffset.UTC));
    }
    if (!query.user().isEmpty()) {
      and(where, values, like("user_name"), "%" + pattern(query.user()) + "%");
    }
    if (!query.action().isEmpty()) {
      and(where, values, like("action"), pattern(query.action()) + "%");
    }
    if (!query.object().isEmpty()) {
      String object = pattern(query.object());
      and(
          where,
          values,
          "(" + like("object_name") + " or " + like("object_id") + ")",
          "%" + object + "%",
          object + "%");
    }
    if (!query.result().isEmpty()) {
      boolean ok = query.result().equals("ok");
      and(where, values, ok ? "status < 400 and error = ''" : "(status >= 400 or error <> '')");
    }
    if (!query.text().isEmpty()) {
      String any = String.join(" or ", List.of(TEXTS).stream().map(AuditStore::like).toList());
      Object[] same = new Object[TEXTS.length];
      java.util.Arrays.fill(same, "%" + pattern(query.text()) + "%");
      and(where, values, "(" + any + ")", same);
    }
    values.add(limit);
    return jdbc.query(
        "select * from audit_entry" + where + " order by id desc limit ?",
        (row, _) -> entry(row),
        values.toArray());
  }

  private static void and(
      StringBuilder where, List<Object> values, String condition, Object... parameters) {
    where.append(where.isEmpty() ? " where " : " and ").append(condition);
    values.addAll(List.of(parameters));
  }

  private static String like(String column) {
    return "lower(" + column + ") like ? escape '!'";
  }

  private static String pattern(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0");
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        row.getObject("happened_at", OffsetDateTime.class).toInstant(),
        row.getString("user_name"),
        row.getString("door"),
        row.getString("address"),
        row.getString("action"),
        row.getString("object_type"),
        row.getString("object_id"),
        row.getString("object_name"),
        row.getString("parameters"),
        row.getInt("status"),
        row.getString("error"));
  }

  List<AuditEntry> lastBetween(Instant from, Instant to, String objectId, String action) {
    return jdbc.query(
        """
        select * from audit_entry where object_id = ? and action = ? and happened_at between ? and ?
        order by happened_at desc limit 1\
        """,
        (row, _) -> entry(row),
        objectId,
        action,
        from.atOffset(ZoneOffset.UTC),
        to.atOffset(ZoneOffset.UTC));
  }

  int removeOlderThan(Instant time) {
    return jdbc.update(
        "delete from audit_entry where happened_at < ?", time.atOffset(ZoneOffset.UTC));
  }
}
