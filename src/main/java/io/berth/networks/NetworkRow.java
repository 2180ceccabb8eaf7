package io.berth.networks;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "network")
class NetworkRow implements Persistable<String> {

  @Id String id = "";
  String name = "";
  Instant created = Instant.EPOCH;

  /** The rest of a {@link Network} as JSON. */
  String document = "";

  @Transient private boolean unsaved;

  NetworkRow() {}

  NetworkRow(Network network, String document) {
    this.id = network.id();
    this.name = network.name();
    this.created = network.created();
    this.document = document;
    this.unsaved = true;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public boolean isNew() {
    return unsaved;
  }
}
