package io.berth.container;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "container")
class ContainerRow implements Persistable<String> {

  @Id String id = "";
  String name = "";
  Instant created = Instant.EPOCH;
  String image = "";
  String imageId = "";
  String config = "";
  String hostConfig = "";
  String layout = "";
  String status = "";
  int exitCode;
  boolean oomKilled;
  String error = "";
  @Nullable Instant startedAt;
  @Nullable Instant finishedAt;
  int restartCount;
  boolean manuallyStopped;
  @Transient boolean unsaved;

  @Override
  public String getId() {
    return id;
  }

  @Override
  public boolean isNew() {
    return unsaved;
  }
}
