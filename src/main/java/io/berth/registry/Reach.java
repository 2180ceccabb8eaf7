package io.berth.registry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/** How far an address is from this machine; the nearer, the more it must be protected. */
public enum Reach {
  LINK_LOCAL,
  LOOPBACK,
  PRIVATE,
  PUBLIC;

  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(?:\\.[0-9]{1,3}){3}");

  /** Whether a name is loopback by itself, without asking anybody. */
  static boolean isLoopbackName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.equals("::1")
        || LOOPBACK_V4.matcher(name).matches();
  }

  /** The nearest of all addresses that a name has. */
  public static Reach of(String host) throws UnknownHostException {
    if (isLoopbackName(host)) {
      return LOOPBACK;
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return Arrays.stream(InetAddress.getAllByName(bare))
        .map(Reach::of)
        .min(Comparator.naturalOrder())
        .orElseThrow(() -> new UnknownHostException(host));
  }

  static Reach of(InetAddress address) {
    if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
      return LINK_LOCAL;
    }
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return LOOPBACK;
    }
    byte[] b = address.getAddress();
    if (address instanceof Inet4Address) {
      if (b[0] == 0) {
        return LOOPBACK;
      }
      boolean carrier = b[0] == 100 && (b[1] & 0xc0) == 64;
      return address.isSiteLocalAddress() || carrier ? PRIVATE : PUBLIC;
    }
    boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
    return uniqueLocal || address.isSiteLocalAddress() ? PRIVATE : PUBLIC;
  }
}
