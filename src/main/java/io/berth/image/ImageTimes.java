package io.berth.image;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times as image documents write them: RFC 3339, or nothing. */
final class ImageTimes {

  private ImageTimes() {}

  static Optional<Instant> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      boolean storable =
          time.getEpochSecond() > -62135596800L && time.getEpochSecond() < 253402300800L;
      return storable ? Optional.of(time) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
