package io.berth.distribution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a blob that a {@code Range} header asks for (RFC 9110, section 14).
 *
 * @param last included
 */
record ByteRange(long first, long last) {

  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Empty when all is asked for, and for what is no single range, which may be ignored.
   *
   * @throws WireError nothing of the blob is in it
   */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
      return Optional.empty();
    }
    ByteRange range;
    if (matcher.group(1).isEmpty()) {
      range = new ByteRange(Math.max(0, size - Long.parseLong(matcher.group(2))), size - 1);
    } else {
      long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
      if (!matcher.group(2).isEmpty() && last < Long.parseLong(matcher.group(1))) {
        return Optional.empty();
      }
      range = new ByteRange(Long.parseLong(matcher.group(1)), Math.min(last, size - 1));
    }
    if (range.first > range.last) {
      throw new WireError(416, "SIZE_INVALID", "the blob has " + size + " bytes");
    }
    return Optional.of(range);
  }

  long length() {
    return last - first + 1;
  }
}
