package io.berth.container;

import io.berth.container.ContainerState.Facts;
import io.berth.container.ContainerView.Status;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Containers in the database. A change is one plain statement that commits by itself: what a start
 * and an end wait for is the database alone.
 */
final class ContainerStore {

  private static final int MAX_ERROR = 4000;

  private final JdbcTemplate jdbc;
  private final ContainerRoot root;

  ContainerStore(JdbcTemplate jdbc, ContainerRoot root) {
    this.jdbc = jdbc;
    this.root = root;
  }

  List<Container> load() {
    return jdbc.query("select * from container", (row, _) -> container(row));
  }

  private Container container(ResultSet row) throws SQLException {
    String id = row.getString("id");
    Container container =
        new Container(
            id,
            row.getString("name"),
            Objects.requireNonNull(instant(row, "created")),
            row.getString("image"),
            row.getString("image_id"),
            Documents.read(row.getString("config"), ContainerConfig.class),
            Documents.read(row.getString("host_config"), HostConfig.class),
            Documents.read(row.getString("layout"), Layout.class),
            root.directory().resolve(id),
            state(row));
    container.restartCount = row.getInt("restart_count");
    container.manuallyStopped = row.getBoolean("manually_stopped");
    container.endRequest = endRequest(row);
    return container;
  }

  /** Processes of an earlier engine have no number any more; any number says "alive". */
  private static ContainerState state(ResultSet row) throws SQLException {
    Facts facts =
        new Facts(
            row.getInt("exit_code"),
            row.getBoolean("oom_killed"),
            row.getString("error"),
            instant(row, "started_at"),
            instant(row, "finished_at"));
    return switch (Status.valueOf(row.getString("status"))) {
      case CREATED -> new ContainerState.Created(facts);
      case RUNNING -> new ContainerState.Running(facts, -1);
      case PAUSED -> new ContainerState.Paused(facts, -1);
      case RESTARTING -> new ContainerState.Restarting(facts);
      case EXITED, DEAD -> new ContainerState.Exited(facts);
      case REMOVING -> new ContainerState.Removing(facts);
    };
  }

  private static @Nullable EndRequest endRequest(ResultSet row) throws SQLException {
    String kind = row.getString("end_request");
    Instant at = instant(row, "end_requested_at");
    return kind == null || at == null
        ? null
        : new EndRequest(
            EndRequest.Kind.valueOf(kind),
            row.getInt("end_signal"),
            at,
            row.getBoolean("grace_ran_out"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  void insert(Container container) {
    String config = Documents.write(container.config);
    String hostConfig = Documents.write(container.hostConfig);
    String layout = Documents.write(container.layout);
    jdbc.update(
        """
        insert into container (id, name, created, image, image_id, config, host_config, layout,
          status, exit_code, oom_killed, error, restart_count, manually_stopped)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, false, '', 0, false)\
        """,
        row -> {
          row.setString(1, container.id);
          row.setString(2, container.name);
          time(row, 3, container.created);
          row.setString(4, container.image);
          row.setString(5, container.imageId);
          row.setString(6, config);
          row.setString(7, hostConfig);
          row.setString(8, layout);
          row.setString(9, container.state.status().name());
        });
  }

  void saveState(Container container) {
    Facts facts = container.state.facts();
    String error = facts.error();
    EndRequest asked = container.endRequest;
    jdbc.update(
        """
        update container set status = ?, exit_code = ?, oom_killed = ?, error = ?, started_at = ?,
          finished_at = ?, restart_count = ?, manually_stopped = ?, end_request = ?,
          end_requested_at = ?, end_signal = ?, grace_ran_out = ?
        where id = ?\
        """,
        row -> {
          row.setString(1, container.state.status().name());
          row.setInt(2, facts.exitCode());
          row.setBoolean(3, facts.oomKilled());
          row.setString(4, error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error);
          time(row, 5, facts.startedAt());
          time(row, 6, facts.finishedAt());
          row.setInt(7, container.restartCount);
          row.setBoolean(8, container.manuallyStopped);
          row.setString(9, asked == null ? null : asked.kind().name());
          time(row, 10, asked == null ? null : asked.at());
          row.setInt(11, asked == null ? 0 : asked.signal());
          row.setBoolean(12, asked != null && asked.graceRanOut());
          row.setString(13, container.id);
        });
  }

  private static void time(PreparedStatement row, int index, @Nullable Instant time)
      throws SQLException {
    row.setObject(
        index, time == null ? null : time.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  void saveChoices(Container container) {
    String hostConfig = Documents.write(container.hostConfig);
    jdbc.update(
        "update container set name = ?, host_config = ? where id = ?",
        row -> {
          row.setString(1, container.name);
          row.setString(2, hostConfig);
          row.setString(3, container.id);
        });
  }

  void delete(Container container) {
    jdbc.update("delete from container where id = ?", row -> row.setString(1, container.id));
  }
}
