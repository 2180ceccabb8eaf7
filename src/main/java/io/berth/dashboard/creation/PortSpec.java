package io.berth.dashboard.creation;

import io.berth.failure.InvalidRequest;

/**
 * A published port as {@code docker run -p} takes it: {@code [[address:][host]:]container[/tcp]}.
 * Whether its parts are good is the engine's to say.
 */
record PortSpec(String address, String hostPort, String containerPort) {

  static PortSpec of(String text) {
    if (text.chars().anyMatch(Character::isWhitespace)) {
      throw new InvalidRequest("\"" + text + "\" has a space in it: one port a line, as 8080:80");
    }
    int last = text.lastIndexOf(':');
    String container = text.substring(last + 1);
    if (container.isEmpty()) {
      throw new InvalidRequest("\"" + text + "\" names no port of the container: as 8080:80");
    }
    String rest = last < 0 ? "" : text.substring(0, last);
    int address = rest.lastIndexOf(':');
    String host = rest.substring(address + 1);
    return new PortSpec(
        address < 0 ? "" : unbracketed(rest.substring(0, address)), host, withProtocol(container));
  }

  private static String unbracketed(String address) {
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }

  private static String withProtocol(String port) {
    return port.contains("/") ? port : port + "/tcp";
  }
}
