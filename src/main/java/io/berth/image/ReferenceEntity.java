package io.berth.image;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A canonical name, with a tag or a digest, and the image that it stands for. */
@Entity
@Table(name = "image_reference")
class ReferenceEntity {

  @Id String name = "";

  String imageId = "";
}
