package io.berth.image;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Fetch;
import org.hibernate.annotations.FetchMode;
import org.jspecify.annotations.Nullable;

/** An image that is here. Retained ones are gone for people, but containers still need them. */
@Entity
@Table(name = "image")
class ImageEntity {

  @Id String id = "";

  String manifest = "";
  Instant created = Instant.EPOCH;
  @Nullable Instant tagged;
  @Nullable String parent;
  boolean retained;

  @ElementCollection(fetch = FetchType.EAGER)
  @Fetch(FetchMode.SUBSELECT)
  @CollectionTable(name = "image_layer", joinColumns = @JoinColumn(name = "image_id"))
  @OrderColumn(name = "ordinal")
  List<LayerRow> layers = new ArrayList<>();

  @ElementCollection(fetch = FetchType.EAGER)
  @Fetch(FetchMode.SUBSELECT)
  @CollectionTable(name = "image_document", joinColumns = @JoinColumn(name = "image_id"))
  @Column(name = "digest")
  Set<String> documents = new HashSet<>();

  @Embeddable
  static class LayerRow {
    String diffId = "";
    String blobDigest = "";
    String mediaType = "";
    long blobSize;
  }
}
