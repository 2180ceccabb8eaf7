package io.berth.image;

import io.berth.failure.InvalidRequest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The {@code filters} of image lists and prunes, checked when it is made. */
final class ImageFilter {

  private final Map<String, Set<String>> filters;
  private final List<Pattern> references;

  ImageFilter(Map<String, Set<String>> filters, Set<String> accepted) {
    for (String key : filters.keySet()) {
      if (!accepted.contains(key)) {
        throw new InvalidRequest("Invalid filter '" + key + "'");
      }
    }
    this.filters = filters;
    this.references = values("reference").stream().map(Glob::compile).toList();
    values("until").forEach(ImageFilter::time);
    flag("dangling", false);
  }

  boolean has(String key) {
    return !values(key).isEmpty();
  }

  Set<String> values(String key) {
    return filters.getOrDefault(key, Set.of());
  }

  boolean flag(String key, boolean missing) {
    Set<String> values = values(key);
    if (values.isEmpty()) {
      return missing;
    }
    boolean yes = values.contains("true") || values.contains("1");
    boolean no = values.contains("false") || values.contains("0");
    if (yes == no) {
      throw new InvalidRequest("Invalid filter '" + key + "=" + values + "'");
    }
    return yes;
  }

  /** Whether a name is asked for; every name is when none was. */
  boolean names(ImageReference name) {
    return references.isEmpty()
        || references.stream()
            .anyMatch(glob ->
                glob.matcher(name.familiar()).matches()
                    || glob.matcher(name.familiarRepository()).matches());
  }

  boolean hasReferences() {
    return !references.isEmpty();
  }

  /** Labels that must be there ({@code label}) and must not ({@code label!}). */
  boolean labels(ImageConfig config) {
    Map<String, String> labels =
        config.config() == null || config.config().labels() == null
            ? Map.of()
            : config.config().labels();
    return values("label").stream().allMatch(wanted -> hasLabel(labels, wanted))
        && values("label!").stream().noneMatch(unwanted -> hasLabel(labels, unwanted));
  }

  boolean until(Instant created) {
    return values("until").stream().allMatch(text -> !created.isAfter(time(text)));
  }

  private static boolean hasLabel(Map<String, String> labels, String wanted) {
    int equals = wanted.indexOf('=');
    return equals < 0
        ? labels.containsKey(wanted)
        : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
  }

  /** Seconds since 1970, RFC 3339, or how long ago, such as {@code 1h30m}. */
  private static Instant time(String text) {
    try {
      if (text.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")) {
        return Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000));
      }
      if (text.matches("([0-9]+(\\.[0-9]+)?[hms])+")) {
        return Instant.now().minus(Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT)));
      }
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        return Instant.parse(text + "T00:00:00Z");
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidRequest("Invalid filter 'until=" + text + "'", e);
    }
  }
}
