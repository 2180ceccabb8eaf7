package io.berth.linux.netlink;

import io.berth.linux.Fd;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The links, addresses and routes of one network namespace. Every change throws {@link
 * io.berth.failure.KernelRefused} when the kernel does. Thread-safe.
 */
public final class NetworkLinks implements AutoCloseable {

  private static final short RTM_NEWLINK = 16;
  private static final short RTM_DELLINK = 17;
  private static final short RTM_GETLINK = 18;
  private static final short RTM_SETLINK = 19;
  private static final short RTM_NEWADDR = 20;
  private static final short RTM_DELADDR = 21;
  private static final short RTM_GETADDR = 22;
  private static final short RTM_NEWROUTE = 24;
  private static final short RTM_DELROUTE = 25;
  private static final short RTM_GETROUTE = 26;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_PROTINFO = 12 | 0x8000;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_IFALIAS = 20;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int IFLA_BRPORT_ISOLATED = 33;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int VETH_INFO_PEER = 1;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_BROADCAST = 4;
  private static final int RTA_DST = 1;
  private static final int RTA_GATEWAY = 5;

  private static final int AF_INET = 2;
  private static final int AF_BRIDGE = 7;
  private static final int IFF_UP = 1;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTPROT_BOOT = 3;
  private static final int RTN_UNICAST = 1;
  private static final int IFINFOMSG = 16;
  private static final int IFADDRMSG = 8;
  private static final int RTMSG = 12;
  private static final int CREATE = Request.NLM_F_ACK | Request.NLM_F_CREATE | Request.NLM_F_EXCL;

  /**
   * @param master the index of the bridge it belongs to, or 0
   * @param alias a note for whoever looks at it, or empty
   */
  public record Link(int index, String name, int master, String alias) {}

  /**
   * An IPv4 address of a link.
   *
   * @param link the link's index
   */
  public record LinkAddress(int link, Inet4Address address, Subnet subnet) {}

  private final RouteSocket socket;

  private NetworkLinks(RouteSocket socket) {
    this.socket = socket;
  }

  /** The host's namespace (the calling thread's). */
  public static NetworkLinks host() {
    return new NetworkLinks(RouteSocket.open());
  }

  /**
   * @param netns a namespace's file, such as {@code /proc/1234/ns/net}
   */
  public static NetworkLinks in(Path netns) {
    return new NetworkLinks(RouteSocket.open(netns));
  }

  /** A namespace held open by its file. */
  public static Fd namespace(Path netns) {
    return RouteSocket.namespace(netns);
  }

  public synchronized List<Link> links() {
    List<Link> links = new ArrayList<>();
    Request request = new Request(RTM_GETLINK, Request.NLM_F_DUMP).link(0, 0, 0);
    for (Answer answer : socket.list("list links", request)) {
      Map<Integer, byte[]> attributes = answer.attributes(IFINFOMSG);
      links.add(
          new Link(
              answer.payload().getInt(4),
              Answer.text(attributes.get(IFLA_IFNAME)),
              Answer.number(attributes.get(IFLA_MASTER)),
              Answer.text(attributes.get(IFLA_IFALIAS))));
    }
    return links;
  }

  public Optional<Link> find(String name) {
    return links().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** The IPv4 networks that addresses of this namespace's links lie in. */
  public List<Subnet> addresses() {
    return linkAddresses().stream().map(LinkAddress::subnet).toList();
  }

  /** The IPv4 addresses of this namespace's links. */
  public synchronized List<LinkAddress> linkAddresses() {
    List<LinkAddress> addresses = new ArrayList<>();
    Request request = new Request(RTM_GETADDR, Request.NLM_F_DUMP).address(AF_INET, 0, 0);
    for (Answer answer : socket.list("list addresses", request)) {
      byte[] local = answer.attributes(IFADDRMSG).get(IFA_LOCAL);
      if (local != null && local.length == 4) {
        Inet4Address address = inet(local);
        addresses.add(
            new LinkAddress(
                answer.payload().getInt(4), address, Subnet.of(address, answer.payload().get(1))));
      }
    }
    return addresses;
  }

  /** The IPv4 destinations of the routes, default routes left out. */
  public synchronized List<Subnet> routes() {
    List<Subnet> subnets = new ArrayList<>();
    Request request = new Request(RTM_GETROUTE, Request.NLM_F_DUMP).route(AF_INET, 0, 0, 0, 0);
    for (Answer answer : socket.list("list routes", request)) {
      byte[] destination = answer.attributes(RTMSG).get(RTA_DST);
      if (destination != null && destination.length == 4) {
        subnets.add(Subnet.of(inet(destination), answer.payload().get(1)));
      }
    }
    return subnets;
  }

  /**
   * @param mac its own, six bytes: else it would have that of whichever port is the lowest
   */
  public synchronized void addBridge(String name, byte[] mac) {
    Request request =
        new Request(RTM_NEWLINK, CREATE)
            .link(0, 0, 0)
            .attribute(IFLA_IFNAME, name)
            .attribute(IFLA_ADDRESS, mac);
    int info = request.begin(IFLA_LINKINFO);
    request.attribute(IFLA_INFO_KIND, "bridge").end(info);
    socket.apply("add bridge " + name, request);
  }

  /**
   * Makes a pair: one end here, the other in the container's namespace.
   *
   * @param master index of the bridge that this end joins
   * @param mac of the peer, six bytes
   */
  public synchronized void addVeth(
      String name, int master, String peer, Fd peerNamespace, byte[] mac, int mtu) {
    Request request =
        new Request(RTM_NEWLINK, CREATE)
            .link(0, IFF_UP, IFF_UP)
            .attribute(IFLA_IFNAME, name)
            .attribute(IFLA_MTU, mtu)
            .attribute(IFLA_MASTER, master);
    int info = request.begin(IFLA_LINKINFO);
    request.attribute(IFLA_INFO_KIND, "veth");
    int data = request.begin(IFLA_INFO_DATA);
    int other = request.begin(VETH_INFO_PEER);
    request
        .link(0, 0, 0)
        .attribute(IFLA_IFNAME, peer)
        .attribute(IFLA_ADDRESS, mac)
        .attribute(IFLA_MTU, mtu)
        .attribute(IFLA_NET_NS_FD, peerNamespace.number())
        .end(other)
        .end(data)
        .end(info);
    socket.apply("add veth " + name, request);
  }

  public synchronized void up(int index) {
    Request request = new Request(RTM_NEWLINK, Request.NLM_F_ACK).link(index, IFF_UP, IFF_UP);
    socket.apply("set link " + index + " up", request);
  }

  /**
   * @param text 255 bytes at most
   */
  public synchronized void setAlias(int index, String text) {
    Request request =
        new Request(RTM_NEWLINK, Request.NLM_F_ACK)
            .link(index, 0, 0)
            .attribute(IFLA_IFALIAS, text.getBytes(StandardCharsets.US_ASCII));
    socket.apply("set alias of link " + index, request);
  }

  /** A link that is down. */
  public synchronized void rename(int index, String name) {
    Request request =
        new Request(RTM_NEWLINK, Request.NLM_F_ACK).link(index, 0, 0).attribute(IFLA_IFNAME, name);
    socket.apply("rename link " + index + " to " + name, request);
  }

  public synchronized void setMac(int index, byte[] mac) {
    Request request =
        new Request(RTM_NEWLINK, Request.NLM_F_ACK).link(index, 0, 0).attribute(IFLA_ADDRESS, mac);
    socket.apply("set mac of link " + index, request);
  }

  /**
   * @param mtu bytes
   */
  public synchronized void setMtu(int index, int mtu) {
    Request request =
        new Request(RTM_NEWLINK, Request.NLM_F_ACK).link(index, 0, 0).attribute(IFLA_MTU, mtu);
    socket.apply("set mtu of link " + index, request);
  }

  /** From now on this port of a bridge reaches the bridge, and no other port that is isolated. */
  public synchronized void isolate(int index) {
    Request request = new Request(RTM_SETLINK, Request.NLM_F_ACK).link(AF_BRIDGE, index, 0, 0);
    int port = request.begin(IFLA_PROTINFO);
    request.attribute(IFLA_BRPORT_ISOLATED, new byte[] {1}).end(port);
    socket.apply("isolate link " + index, request);
  }

  public synchronized void delete(int index) {
    Request request = new Request(RTM_DELLINK, Request.NLM_F_ACK).link(index, 0, 0);
    socket.apply("delete link " + index, request);
  }

  public synchronized void delete(String name) {
    Request request =
        new Request(RTM_DELLINK, Request.NLM_F_ACK).link(0, 0, 0).attribute(IFLA_IFNAME, name);
    socket.apply("delete link " + name, request);
  }

  public synchronized void addAddress(int index, Inet4Address address, Subnet subnet) {
    byte[] bytes = address.getAddress();
    Request request =
        new Request(RTM_NEWADDR, CREATE)
            .address(AF_INET, subnet.prefixLength(), index)
            .attribute(IFA_LOCAL, bytes)
            .attribute(IFA_ADDRESS, bytes)
            .attribute(IFA_BROADCAST, subnet.broadcast().getAddress());
    socket.apply("add address " + address.getHostAddress(), request);
  }

  public synchronized void removeAddress(int index, Inet4Address address, Subnet subnet) {
    Request request =
        new Request(RTM_DELADDR, Request.NLM_F_ACK)
            .address(AF_INET, subnet.prefixLength(), index)
            .attribute(IFA_LOCAL, address.getAddress());
    socket.apply("remove address " + address.getHostAddress(), request);
  }

  public synchronized void addDefaultRoute(Inet4Address gateway) {
    Request request =
        new Request(RTM_NEWROUTE, CREATE)
            .route(AF_INET, RT_TABLE_MAIN, RTPROT_BOOT, 0, RTN_UNICAST)
            .attribute(RTA_GATEWAY, gateway.getAddress());
    socket.apply("add default route by " + gateway.getHostAddress(), request);
  }

  /** In place of the default route that is there, if one is. */
  public synchronized void replaceDefaultRoute(Inet4Address gateway) {
    Request request =
        new Request(RTM_NEWROUTE, Request.NLM_F_ACK | Request.NLM_F_CREATE | Request.NLM_F_REPLACE)
            .route(AF_INET, RT_TABLE_MAIN, RTPROT_BOOT, 0, RTN_UNICAST)
            .attribute(RTA_GATEWAY, gateway.getAddress());
    socket.apply("replace default route by " + gateway.getHostAddress(), request);
  }

  public synchronized void removeDefaultRoute() {
    Request request =
        new Request(RTM_DELROUTE, Request.NLM_F_ACK)
            .route(AF_INET, RT_TABLE_MAIN, RTPROT_BOOT, 0, RTN_UNICAST);
    socket.apply("remove default route", request);
  }

  @Override
  public void close() {
    socket.close();
  }

  private static Inet4Address inet(byte[] bytes) {
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IPv4 address of four bytes", e);
    }
  }
}
