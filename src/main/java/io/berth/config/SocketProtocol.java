package io.berth.config;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP that can tell of its connection which user of the host is at the other end of a Unix socket,
 * and whether a client that speaks TLS has said its last.
 */
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

  /**
   * Of the connection that the request came by, also when it has long been taken over. TLS ends a
   * direction by a message of its own, after which Tomcat would wait for more.
   */
  static BooleanSupplier inputEnded(Request request) {
    return request.getNote(NOTE) instanceof PeerProcessor processor
            && processor.channel() instanceof SecureNioChannel secure
        ? secure.getSslEngine()::isInboundDone
        : () -> false;
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

    @Nullable NioChannel channel() {
      var wrapper = getSocketWrapper();
      return wrapper != null && wrapper.getSocket() instanceof NioChannel channel ? channel : null;
    }

    String peer() {
      NioChannel channel = channel();
      if (channel == null) {
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
