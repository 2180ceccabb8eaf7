package io.berth.settings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "setting")
@NullUnmarked
class Setting {

  @Id private String name;

  @Column(nullable = false)
  private String content;

  protected Setting() {}

  Setting(String name, String content) {
    this.name = name;
    this.content = content;
  }

  String content() {
    return content;
  }
}
