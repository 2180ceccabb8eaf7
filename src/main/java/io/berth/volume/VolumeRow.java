package io.berth.volume;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "volume")
class VolumeRow implements Persistable<String> {

  @Id String name = "";
  Instant created = Instant.EPOCH;
  boolean anonymous;
  String labels = "{}";
  @Nullable String folder;
  @Nullable String binnedName;
  @Nullable Instant binnedAt;
  @Nullable Instant binnedUntil;
  @Nullable String binnedBy;
  @Transient private boolean unsaved;

  VolumeRow() {}

  VolumeRow(
      String name, Instant created, boolean anonymous, String labels, @Nullable String folder) {
    this.name = name;
    this.folder = folder;
    this.created = created;
    this.anonymous = anonymous;
    this.labels = labels;
    this.unsaved = true;
  }

  @Override
  public String getId() {
    return name;
  }

  @Override
  public boolean isNew() {
    return unsaved;
  }
}
