package io.berth.image;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Names that were removed together, one a line, and the image they stood for. */
@Entity
@Table(name = "image_bin")
class BinnedImageEntity {

  @Id String id = "";

  String imageId = "";
  String names = "";
  Instant binnedAt = Instant.EPOCH;
  Instant binnedUntil = Instant.EPOCH;
  String binnedBy = "";
}
