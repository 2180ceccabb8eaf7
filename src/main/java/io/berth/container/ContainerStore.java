package io.berth.container;

import io.berth.bin.Stay;
import io.berth.container.Container.Binned;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;

/**
 * Containers in the database. A change is one plain statement that commits by itself: what a start
 * and an end wait for is the database alone.
 */
final class ContainerStore {

  private static final int MAX_ERROR = 4000;

  /** Of the names that rows have in the bin; no container can be called so. */
  private static final String IN_BIN = "bin/";

  private final JdbcTemplate jdbc;
  private final ContainerRoot root;
  private final TransactionTemplate transaction;

  ContainerStore(JdbcTemplate jdbc, ContainerRoot root) {
    this.jdbc = jdbc;
    this.root = root;
    this.transaction =
        new TransactionTemplate(
            new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
  }

  List<Container> load() {
    return jdbc.query("select * from container", (row, _) -> container(row));
  }

  private Container load(String id) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "select * from container where id = ?", (row, _) -> container(row), id));
  }

  private Container container(ResultSet row) throws SQLException {
    String id = row.getString("id");
    Binned binned = binned(row);
    HostConfig host = Documents.read(row.getString("host_config"), HostConfig.class);
    Container container =
        new Container(
            id,
            row.getString(binned == null ? "name" : "binned_name"),
            Objects.requireNonNull(instant(row, "created")),
            row.getString("image"),
            row.getString("image_id"),
            Documents.read(row.getString("config"), ContainerConfig.class),
            host,
            attachments(row, host),
            Documents.read(row.getString("layout"), Layout.class),
            root.directory().resolve(id),
            state(row),
            binned);
    container.restartCount = row.getInt("restart_count");
    container.manuallyStopped = row.getBoolean("manually_stopped");
    container.endRequest = endRequest(row);
    return container;
  }

  private static List<Attachment> attachments(ResultSet row, HostConfig host) throws SQLException {
    String document = row.getString("networks");
    return document == null
        ? NetworkChoice.byMode(host)
        : Documents.read(document, new TypeReference<>() {});
  }

  private static @Nullable Binned binned(ResultSet row) throws SQLException {
    Instant since = instant(row, "binned_at");
    Instant until = instant(row, "binned_until");
    return since == null || until == null
        ? null
        : new Binned(
            new Stay(since, until, row.getString("binned_by")),
            Unset.or(row.getString("replaced_by")));
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
    String networks = Documents.write(container.attachments);
    jdbc.update(
        """
        insert into container (id, name, created, image, image_id, config, host_config, layout,
          status, exit_code, oom_killed, error, restart_count, manually_stopped,
          binned_name, binned_at, binned_until, binned_by, networks)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, false, '', 0, false, ?, ?, ?, ?, ?)\
        """,
        row -> {
          Binned binned = container.binned;
          row.setString(1, container.id);
          row.setString(2, binned == null ? container.name : IN_BIN + container.id);
          time(row, 3, container.created);
          row.setString(4, container.image);
          row.setString(5, container.imageId);
          row.setString(6, config);
          row.setString(7, hostConfig);
          row.setString(8, layout);
          row.setString(9, container.state.status().name());
          row.setString(10, binned == null ? null : container.name);
          time(row, 11, binned == null ? null : binned.stay().since());
          time(row, 12, binned == null ? null : binned.stay().until());
          row.setString(13, binned == null ? null : binned.stay().by());
          row.setString(14, networks);
        });
  }

  /** The container as it is in the bin from now on. */
  Container bin(Container container, Binned binned) {
    jdbc.update(
        """
        update container set name = ?, binned_name = ?, binned_at = ?, binned_until = ?,
          binned_by = ?, replaced_by = ?
        where id = ?\
        """,
        row -> {
          row.setString(1, IN_BIN + container.id);
          row.setString(2, container.name);
          time(row, 3, binned.stay().since());
          time(row, 4, binned.stay().until());
          row.setString(5, binned.stay().by());
          row.setString(6, binned.replacedBy());
          row.setString(7, container.id);
        });
    return load(container.id);
  }

  /** The container as it is back from the bin. */
  Container unbin(Container container, String name, Layout layout) {
    String document = Documents.write(layout);
    jdbc.update(
        """
        update container set name = ?, layout = ?, binned_name = null, binned_at = null,
          binned_until = null, binned_by = null, replaced_by = null
        where id = ?\
        """,
        row -> {
          row.setString(1, name);
          row.setString(2, document);
          row.setString(3, container.id);
        });
    return load(container.id);
  }

  /** Two containers after one has taken the other's place. */
  record Swapped(Container out, Container in) {}

  /** At no moment is there neither or both of them, whatever crashes. */
  Swapped swap(Container out, Binned binned, Container in, Layout layout) {
    return Objects.requireNonNull(
        transaction.execute(_ -> new Swapped(bin(out, binned), unbin(in, out.name, layout))));
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

  /**
   * @param memo how the present run is connected; null without one
   */
  void saveNetworks(Container container, @Nullable ConnectionMemo memo) {
    String networks = Documents.write(container.attachments);
    String connections = memo == null ? null : Documents.write(memo);
    jdbc.update(
        "update container set networks = ?, connections = ? where id = ?",
        row -> {
          row.setString(1, networks);
          row.setString(2, connections);
          row.setString(3, container.id);
        });
  }

  /** What was last saved of how a run is connected, perhaps an earlier one. */
  Optional<ConnectionMemo> connections(Container container) {
    List<String> found =
        jdbc.queryForList(
            "select connections from container where id = ? and connections is not null",
            String.class,
            container.id);
    return found.stream().findFirst().map(ConnectionMemo::read);
  }

  void delete(Container container) {
    jdbc.update("delete from container where id = ?", row -> row.setString(1, container.id));
  }
}
