package io.berth.volume;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "volume")
class VolumeRow implements Persistable<String> {

  @Id String name = "";
  Instant created = Instant.EPOCH;
  boolean anonymous;
  String labels = "{}";
  @Transient private boolean unsaved;

  VolumeRow() {}

  VolumeRow(String name, Instant created, boolean anonymous, String labels) {
    this.name = name;
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
