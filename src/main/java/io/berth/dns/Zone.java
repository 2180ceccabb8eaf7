package io.berth.dns;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What one container is told. Asked on the loop's thread for each packet, so answers come from
 * memory.
 */
public interface Zone {

  /**
   * @param name in lower case, without the dot at the end
   * @return none for a name that is not known here, which is then asked elsewhere
   */
  List<Inet4Address> addresses(String name);

  /** The name of an address that is known here. */
  Optional<String> name(Inet4Address address);

  /** Who is asked for other names, in order; none to say that there are no others. */
  List<InetSocketAddress> servers();
}
