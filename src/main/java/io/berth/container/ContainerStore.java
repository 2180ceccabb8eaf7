package io.berth.container;

import io.berth.container.ContainerState.Facts;
import io.berth.container.ContainerView.Status;
import java.util.List;

/** Containers in the database. */
final class ContainerStore {

  private static final int MAX_ERROR = 4000;

  private final ContainerRows rows;
  private final ContainerRoot root;

  ContainerStore(ContainerRows rows, ContainerRoot root) {
    this.rows = rows;
    this.root = root;
  }

  List<Container> load() {
    return rows.findAll().stream().map(this::container).toList();
  }

  private Container container(ContainerRow row) {
    Container container =
        new Container(
            row.id,
            row.name,
            row.created,
            row.image,
            row.imageId,
            Documents.read(row.config, ContainerConfig.class),
            Documents.read(row.hostConfig, HostConfig.class),
            Documents.read(row.layout, Layout.class),
            root.directory().resolve(row.id),
            state(row));
    container.restartCount = row.restartCount;
    container.manuallyStopped = row.manuallyStopped;
    return container;
  }

  /** Processes of an earlier engine have no number any more; any number says "alive". */
  private static ContainerState state(ContainerRow row) {
    Facts facts = new Facts(row.exitCode, row.oomKilled, row.error, row.startedAt, row.finishedAt);
    return switch (Status.valueOf(row.status)) {
      case CREATED -> new ContainerState.Created(facts);
      case RUNNING -> new ContainerState.Running(facts, -1);
      case PAUSED -> new ContainerState.Paused(facts, -1);
      case RESTARTING -> new ContainerState.Restarting(facts);
      case EXITED, DEAD -> new ContainerState.Exited(facts);
      case REMOVING -> new ContainerState.Removing(facts);
    };
  }

  void insert(Container container) {
    ContainerRow row = new ContainerRow();
    row.unsaved = true;
    row.id = container.id;
    row.name = container.name;
    row.created = container.created;
    row.image = container.image;
    row.imageId = container.imageId;
    row.config = Documents.write(container.config);
    row.hostConfig = Documents.write(container.hostConfig);
    row.layout = Documents.write(container.layout);
    row.status = container.state.status().name();
    rows.save(row);
  }

  void saveState(Container container) {
    Facts facts = container.state.facts();
    String error = facts.error();
    rows.saveState(
        container.id,
        container.state.status().name(),
        facts.exitCode(),
        facts.oomKilled(),
        error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error,
        facts.startedAt(),
        facts.finishedAt(),
        container.restartCount,
        container.manuallyStopped);
  }

  void saveChoices(Container container) {
    rows.saveChoices(container.id, container.name, Documents.write(container.hostConfig));
  }

  void delete(Container container) {
    rows.drop(container.id);
  }
}
