package io.berth.network;

import io.berth.failure.Unsupported;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.util.ArrayList;
import java.util.List;

/** Publishes TCP ports by listening on the host and copying both ways. */
final class ProxyPorts implements PortBinder {

  @Override
  public Reservation reserve(List<PortRequest> ports) {
    List<TcpProxy> proxies = new ArrayList<>();
    try {
      for (PortRequest port : ports) {
        if (!port.protocol().equals("tcp")) {
          throw new Unsupported(
              "port %d/%s: only tcp ports can be published by this version"
                  .formatted(port.containerPort(), port.protocol()));
        }
        proxies.add(TcpProxy.bind(port));
      }
      return new Proxies(List.copyOf(proxies));
    } catch (RuntimeException e) {
      proxies.forEach(TcpProxy::close);
      throw e;
    }
  }

  private record Proxies(List<TcpProxy> proxies) implements Reservation {

    @Override
    public List<PublishedPort> ports() {
      return proxies.stream().flatMap(proxy -> proxy.published().stream()).toList();
    }

    @Override
    public void open(String containerAddress) {
      proxies.forEach(proxy -> proxy.open(containerAddress));
    }

    @Override
    public void close() {
      proxies.forEach(TcpProxy::close);
    }
  }
}
