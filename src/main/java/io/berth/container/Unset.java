package io.berth.container;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Docker clients send null, or nothing, for every field that is unset. */
final class Unset {

  private Unset() {}

  static String or(@Nullable String value) {
    return value == null ? "" : value;
  }

  static Long or(@Nullable Long value) {
    return value == null ? Long.valueOf(0) : value;
  }

  static Integer or(@Nullable Integer value) {
    return value == null ? Integer.valueOf(0) : value;
  }

  static Boolean or(@Nullable Boolean value) {
    return value != null && value;
  }

  static <T> List<T> or(@Nullable List<T> value) {
    return value == null ? List.of() : value.stream().filter(Objects::nonNull).toList();
  }

  /** Keeps order, and null values, which say "exposed" in port maps. */
  static <V> Map<String, V> or(@Nullable Map<String, V> value) {
    return value == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(value));
  }
}
