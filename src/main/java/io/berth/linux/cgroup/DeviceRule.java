package io.berth.linux.cgroup;

/**
 * @param type {@code a} (all), {@code c} or {@code b}
 * @param major -1 for any
 * @param minor -1 for any
 * @param access a subset of {@code rwm}
 */
public record DeviceRule(char type, int major, int minor, String access) {

  /** As devices.allow takes it. */
  String text() {
    return type + " " + number(major) + ":" + number(minor) + " " + access;
  }

  private static String number(int n) {
    return n < 0 ? "*" : Integer.toString(n);
  }
}
