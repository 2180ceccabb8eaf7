package io.berth.distribution;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * Which bytes of an upload a request brings, as {@code Content-Range: 0-99}: without the unit, as
 * the distribution specification wants it.
 *
 * @param first -1 when it is not said
 */
record ContentRange(long first) {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  /**
   * @throws WireError it is not well formed, or the body's length is another one
   */
  static ContentRange of(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.CONTENT_RANGE);
    if (header == null) {
      return new ContentRange(-1);
    }
    Matcher matcher = RANGE.matcher(header.strip());
    if (!matcher.matches()) {
      throw new WireError(416, "BLOB_UPLOAD_INVALID", "no range of bytes: " + header);
    }
    long first = Long.parseLong(matcher.group(1));
    long length = Long.parseLong(matcher.group(2)) - first + 1;
    long told = request.getContentLengthLong();
    if (length < 1 || told >= 0 && told != length) {
      throw invalid(header);
    }
    return new ContentRange(first);
  }

  private static WireError invalid(String header) {
    return new WireError(
        400, "SIZE_INVALID", "the range " + header + " is not that of the request's body");
  }
}
