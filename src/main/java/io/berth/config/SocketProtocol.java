package io.berth.config;

import java.io.IOException;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP on a Unix socket that can tell which user of the host is at its other end. */
public final class SocketProtocol extends Http11NioProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(SocketProtocol.class);

  /**
   * A place in Tomcat's request that Tomcat leaves to others; it lasts as long as the processor.
   */
  private static final int NOTE = 17;

  /** For Tomcat, by name. */
  public SocketProtocol() {}

  /** Asks the kernel only when it is asked itself; empty when it cannot tell. */
  static Supplier<String> peerOf(Request request) {
    return request.getNote(NOTE) instanceof PeerProcessor processor ? processor::peer : () -> "";
  }

  @Override
  protected Processor createProcessor() {
    return new PeerProcessor(this, getAdapter());
  }

  private static final class PeerProcessor extends Http11Processor {

    PeerProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
      super(protocol, adapter);
      getRequest().setNote(NOTE, this);
    }

    String peer() {
      var wrapper = getSocketWrapper();
      if (wrapper == null || !(wrapper.getSocket() instanceof NioChannel channel)) {
        return "";
      }
      try {
        return channel.getIOChannel().getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      } catch (IOException | UnsupportedOperationException e) {
        LOG.debug("the other end of the socket", e);
        return "";
      }
    }
  }
}
