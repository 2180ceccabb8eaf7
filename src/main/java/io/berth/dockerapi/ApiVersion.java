package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import jakarta.servlet.ServletRequest;

/** A version of the Docker Engine API, such as 1.47. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

  public static final ApiVersion MIN = new ApiVersion(1, 24);
  public static final ApiVersion MAX = new ApiVersion(1, 47);

  private static final String ATTRIBUTE = ApiVersion.class.getName();
  private static final int MAX_DIGITS = 6;

  /**
   * @param text digits and dots, such as {@code 1.41}; a missing minor number is 0
   */
  static ApiVersion parse(String text) {
    String[] parts = text.split("\\.", -1);
    return new ApiVersion(number(parts[0]), parts.length > 1 ? number(parts[1]) : 0);
  }

  private static int number(String digits) {
    if (digits.isEmpty()) {
      return 0;
    }
    return digits.length() > MAX_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /** The version that the request's path asked for, or the newest. */
  public static ApiVersion of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof ApiVersion version ? version : MAX;
  }

  void mark(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  public boolean atLeast(int wantedMajor, int wantedMinor) {
    return compareTo(new ApiVersion(wantedMajor, wantedMinor)) >= 0;
  }

  void requireSupported() {
    if (compareTo(MAX) > 0) {
      throw new InvalidRequest(
          "client version " + this + " is too new. Maximum supported API version is " + MAX);
    }
    if (compareTo(MIN) < 0) {
      throw new InvalidRequest(
          "client version "
              + this
              + " is too old. Minimum supported API version is "
              + MIN
              + ", please upgrade your client to a newer version");
    }
  }

  @Override
  public int compareTo(ApiVersion other) {
    int byMajor = Integer.compare(major, other.major);
    return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
